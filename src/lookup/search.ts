import { allHosts, hostsOfAny } from '../api/endpoints/hosts.ts';
import { listJobInvocations, readJob } from '../api/endpoints/job-invocations.ts';
import type { Context } from '../cli/context.ts';
import { Failure, refusal } from '../errors.ts';
import type { NamedHost } from '../jobs/hosts/host-names.ts';
import type { JobDetail, TargetHost } from '../jobs/job-invocation.ts';
import { type KeptHost, keptHosts } from '../jobs/search/kept-hosts.ts';
import { looserSearch, type Search } from '../jobs/search/read-search.ts';
import { equals } from '../jobs/search/search-query.ts';
import { hostCount } from '../text/counts.ts';
import { shellWord } from '../text/shell-word.ts';
import { chooseAnotherTaxonomy, readOutside } from './taxonomy.ts';

/** Warns how a search differs from what was typed, and returns its text. */
export async function searchToSend(context: Context, search: Search): Promise<string> {
  for (const note of search.notes) await context.warn(note);
  return search.text;
}

/** The visible hosts that a search matches now; throws a refusal if there are none. */
export async function hostsOfSearch(
  context: Context,
  search: string,
  mayBeNone = false,
): Promise<readonly TargetHost[]> {
  const hosts = await allHosts(await context.connection(), { search });
  await refuseKept(context, search, hosts);
  if (hosts.length > 0 || mayBeNone) return hosts;
  const outside = await readOutside(context, (anywhere) => allHosts(anywhere, { search }));
  if (outside !== null && outside.found.length > 0) {
    throw refusal(
      `no host in ${outside.taxonomy} matches \`${search}\`, but ${elsewhere(outside.found.length)}. Nothing was sent`,
      chooseAnotherTaxonomy,
    );
  }
  throw refusal(
    `no host${visibleTo(context.globals.login)} matches \`${search}\`. Nothing was sent`,
    noMatchHint(search),
  );
}

function noMatchHint(search: string): string {
  const looser = looserSearch(search);
  return looser === null
    ? 'see which hosts you can use: rexctl host list'
    : `try: rexctl host list ${shellWord(looser)}`;
}

/** Refuses a search that matches a host that it seems to exclude. */
export async function refuseKept(
  context: Context,
  search: string,
  hosts: readonly NamedHost[],
): Promise<void> {
  const kept = await firstKept(context, search, hosts);
  if (kept !== null) throw refusal(`${keptText(kept)}. Nothing was sent`, kept.hint);
}

/** The same where nothing is sent to the hosts. */
export async function warnOfKept(
  context: Context,
  search: string,
  hosts: readonly NamedHost[],
): Promise<void> {
  const kept = await firstKept(context, search, hosts);
  if (kept !== null) await context.warn(`${keptText(kept)}; ${kept.hint}`);
}

async function firstKept(
  context: Context,
  search: string,
  hosts: readonly NamedHost[],
): Promise<KeptHost | null> {
  const kept = keptHosts(search, hosts);
  if (kept.length === 0) return null;
  const conditions = kept.map(({ typed }) => equals('name', typed));
  const excluded = await hostsOfAny(await context.connection(), conditions);
  const names = new Set(excluded.map(({ name }) => name));
  return kept.find(({ typed }) => !names.has(typed)) ?? null;
}

function keptText({ condition, name, reason }: KeptHost): string {
  return `\`${condition}\` does not exclude ${name}: ${reason}`;
}

function elsewhere(count: number): string {
  return `${hostCount(count)} elsewhere ${count === 1 ? 'does' : 'do'}`;
}

function visibleTo(login: string | undefined): string {
  return login === undefined ? '' : ` visible to ${login}`;
}

/** The number of jobs that are read of those that a search finds, newest first. */
const newestRead = 50;

/** The newest job that a search finds, without orphans. */
export async function newestJobOfSearch(context: Context, search: string): Promise<JobDetail> {
  const connection = await context.connection();
  return context.during('looking for the job', async () => {
    const { items } = await listJobInvocations(connection, { search, perPage: newestRead });
    const job = items.find(({ task }) => task !== null);
    if (job !== undefined) return readJob(connection, job.id);
    throw new Failure(
      'not_found',
      `no job that is visible to you matches \`${search}\`. Nothing was sent`,
      {
        hint: `try: rexctl list --search ${shellWord(search)}`,
      },
    );
  });
}
