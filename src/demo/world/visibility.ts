import type { Foreman } from '../foreman.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import type { DemoWorld } from './world.ts';
import type { DemoHost, DemoTaxonomy, DemoTemplate, DemoUser } from './world-records.ts';

/** The organization and location of a request; null = any. */
export interface TaxonomyContext {
  readonly organization_id: number | null;
  readonly location_id: number | null;
}

export const anyTaxonomy: TaxonomyContext = { organization_id: null, location_id: null };

export function can(user: DemoUser, permission: string): boolean {
  return user.admin || user.permissions.has(permission);
}

/** Whether a user sees a job. Without `view_job_invocations` users see their own jobs. */
export function seesJob(user: DemoUser, job: JobRecord): boolean {
  return can(user, 'view_job_invocations') || job.user_id === user.id;
}

/**
 * A test of whether this user sees a host in this context: it checks `view_hosts`, its filter, and
 * organization and location.
 */
export function hostTest(
  world: DemoWorld,
  user: DemoUser,
  context: TaxonomyContext,
): (host: DemoHost) => boolean {
  if (!can(user, 'view_hosts')) return () => false;
  const organizations = subtree(world.organizations, context.organization_id);
  const locations = subtree(world.locations, context.location_id);
  const mineOnly = !user.admin && (world.organizations.length > 0 || world.locations.length > 0);
  const ownOrganizations = subtrees(world.organizations, user.organization_ids);
  const ownLocations = subtrees(world.locations, user.location_ids);
  return (host) =>
    within(organizations, host.organization_id) &&
    within(locations, host.location_id) &&
    (!mineOnly ||
      (within(ownOrganizations, host.organization_id) && within(ownLocations, host.location_id))) &&
    (user.admin || user.seesHost(host));
}

/** The hosts that this user sees in this context, sorted by name. */
export function visibleHosts(
  world: DemoWorld,
  user: DemoUser,
  context: TaxonomyContext,
): DemoHost[] {
  const sees = hostTest(world, user, context);
  return [...world.hosts.values()].filter(sees).sort(byName);
}

export function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}

/**
 * The templates that this user sees. They need `view_job_templates`, and for users who are not
 * administrators, an organization and a location of the user.
 */
export function visibleTemplates(
  foreman: Foreman,
  user: DemoUser,
  context: TaxonomyContext,
): DemoTemplate[] {
  if (!can(user, 'view_job_templates')) return [];
  const homeless = !user.admin && user.organization_ids.length + user.location_ids.length === 0;
  if (homeless) return [];
  const { templates, organizations, locations } = foreman.world;
  const own = (all: readonly DemoTaxonomy[], ids: readonly number[]) =>
    user.admin ? null : subtrees(all, ids);
  const ownOrganizations = own(organizations, user.organization_ids);
  const ownLocations = own(locations, user.location_ids);
  return templates.filter(
    (template) =>
      shares(template.organization_ids, ownOrganizations) &&
      shares(template.location_ids, ownLocations) &&
      isIn(template.organization_ids, context.organization_id) &&
      isIn(template.location_ids, context.location_id),
  );
}

function isIn(ids: readonly number[] | null, wanted: number | null): boolean {
  return ids === null || wanted === null || ids.includes(wanted);
}

function shares(ids: readonly number[] | null, own: ReadonlySet<number> | null): boolean {
  return ids === null || own === null || ids.some((id) => own.has(id));
}

function within(ids: ReadonlySet<number> | null, id: number | null): boolean {
  return ids === null || (id !== null && ids.has(id));
}

/** The ids of an organization or location and of all below it; null = any. */
function subtree(all: readonly DemoTaxonomy[], id: number | null): ReadonlySet<number> | null {
  return id === null ? null : subtrees(all, [id]);
}

/** The ids of these organizations or locations and of all below them. */
export function subtrees(
  all: readonly DemoTaxonomy[],
  ids: readonly number[],
): ReadonlySet<number> {
  const found = new Set(ids);
  for (const one of all) {
    if (one.parent_id !== null && found.has(one.parent_id)) found.add(one.id);
  }
  return found;
}
