import type { Connection } from '../../api/connection.ts';
import { listHosts } from '../../api/endpoints/hosts.ts';
import { listJobInvocations } from '../../api/endpoints/job-invocations.ts';
import {
  listJobTemplates,
  listRemoteExecutionFeatures,
} from '../../api/endpoints/job-templates.ts';
import { listRecurringLogics } from '../../api/endpoints/recurring-logics.ts';
import type { LiveKind } from '../../cli/command-model.ts';
import type { Context } from '../../cli/context.ts';
import { outcomeOf, outcomes, possibleOutcomes } from '../../jobs/outcome.ts';
import { quoted } from '../../jobs/search/search-query.ts';
import { type CompletionWord, openCompletionCache } from '../../settings/caches.ts';
import { alternatives } from '../../text/counts.ts';
import { oneLine } from '../../ui/terminal/sanitise.ts';

const maxWords = 100;

/**
 * Names of the server that begin with `prefix`, harmless for a terminal; none when it cannot be
 * asked.
 */
export async function serverWords(
  kind: LiveKind,
  prefix: string,
  context: Context,
): Promise<readonly CompletionWord[]> {
  const fixed = kind === 'jobs' ? newestJobs : [];
  const asked = prefix.startsWith('@')
    ? []
    : await askedWords(kind, prefix, context).catch(() => []);
  return [...fixed, ...asked]
    .filter(({ word }) => word.startsWith(prefix))
    .map(({ word, about }) => ({ word: oneLine(word), about: oneLine(about) }));
}

const newestJobs: readonly CompletionWord[] = [
  { word: '@last', about: 'your newest job' },
  ...outcomes.map((outcome) => ({
    word: `@last:${outcome}`,
    about: `your newest job that is ${outcome}`,
  })),
];

/** After a failure the server is not asked for a minute: wrong passwords would lock the address. */
async function askedWords(
  kind: LiveKind,
  prefix: string,
  context: Context,
): Promise<readonly CompletionWord[]> {
  const settings = await context.settings();
  const { server, login, organization, location } = settings.resolve(context.globals);
  const asked = kind === 'hosts' ? prefix : '';
  const key = JSON.stringify([kind, asked, server, login, organization, location]);
  const failed = JSON.stringify(['failed', server, login]);
  const cache = openCompletionCache(settings.paths, {
    clock: context.clock,
    platform: context.runtime.platform,
  });
  const kept = cache.read(key) ?? cache.read(failed);
  if (kept !== null) return kept;
  try {
    const words = await readers[kind](context, asked);
    cache.write(key, words);
    return words;
  } catch {
    cache.write(failed, []);
    return [];
  }
}

type Reader = (context: Context, prefix: string) => Promise<readonly CompletionWord[]>;

const readers: Readonly<Record<LiveKind, Reader>> = {
  jobs: async (context) => {
    const page = await listJobInvocations(await once(context), { perPage: 30 });
    return page.items.map((job) => ({
      word: String(job.id),
      about: `${alternatives(possibleOutcomes(outcomeOf(job)))}: ${job.description ?? ''}`,
    }));
  },
  templates: async (context) => {
    const query = { search: 'snippet = false', perPage: maxWords };
    const page = await listJobTemplates(await once(context), query);
    return page.items.map(({ name, job_category }) => ({ word: name, about: job_category ?? '' }));
  },
  categories: async (context) => {
    const query = { search: 'snippet = false', perPage: maxWords };
    const page = await listJobTemplates(await once(context), query);
    const names = page.items.flatMap(({ job_category }) => job_category ?? []);
    return [...new Set(names)].sort().map((word) => ({ word, about: '' }));
  },
  series: async (context) => {
    const page = await listRecurringLogics(await once(context), { perPage: maxWords });
    return page.items.map(({ id, state, cron_line }) => ({
      word: String(id),
      about: [state, cron_line].filter((text) => text !== null).join(': '),
    }));
  },
  features: async (context) => {
    const features = await listRemoteExecutionFeatures(await once(context));
    return features.map(({ label, name }) => ({ word: label, about: name }));
  },
  hosts: async (context, prefix) => {
    const search =
      prefix === '' ? undefined : `name ~ ${quoted(`${prefix.replaceAll(/[%*]/g, '')}%`)}`;
    const page = await listHosts(await once(context), { search, perPage: maxWords });
    return page.items.map(({ name }) => ({ word: name, about: '' }));
  },
};

async function once(context: Context): Promise<Connection> {
  return (await context.connection()).with({ retry: false });
}
