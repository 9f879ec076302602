import { type Params, textParam } from '../http/endpoint-context.ts';
import { taxonomyNotFound } from '../http/http-errors.ts';
import { subtrees, type TaxonomyContext } from './visibility.ts';
import type { DemoWorld } from './world.ts';
import type { DemoTaxonomy, DemoUser } from './world-records.ts';

/**
 * The requested organization and location, by id or exact name; absent or blank means any. Throws
 * 404 if one does not exist, or is neither the user's nor below one of the user's.
 */
export function requestedContext(
  world: DemoWorld,
  user: DemoUser,
  params: Params,
): TaxonomyContext {
  const of = (
    name: 'Organization' | 'Location',
    all: readonly DemoTaxonomy[],
    own: readonly number[],
  ) => {
    const wanted =
      textParam(params[name === 'Organization' ? 'organization_id' : 'location_id'])?.trim() ?? '';
    if (wanted === '') return null;
    const found = all.find(
      (one) => String(one.id) === wanted || one.name === wanted || one.title === wanted,
    );
    if (found === undefined || !(user.admin || subtrees(all, own).has(found.id)))
      throw taxonomyNotFound(name, wanted);
    return found.id;
  };
  return {
    organization_id: of('Organization', world.organizations, user.organization_ids),
    location_id: of('Location', world.locations, user.location_ids),
  };
}
