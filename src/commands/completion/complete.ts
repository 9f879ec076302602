import { Argument } from '@commander-js/extra-typings';
import type { Connection } from '../../api/connection.ts';
import { listHosts } from '../../api/endpoints/hosts.ts';
import { listJobInvocations } from '../../api/endpoints/job-invocations.ts';
import {
  listJobTemplates,
  listRemoteExecutionFeatures,
} from '../../api/endpoints/job-templates.ts';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import { outcomeOf, outcomes, possibleOutcomes } from '../../jobs/outcome.ts';
import { quoted } from '../../jobs/search/search-query.ts';
import { type CompletionWord, openCompletionCache } from '../../settings/caches.ts';
import { oneLine } from '../../ui/terminal/sanitise.ts';

/** What a server knows and a command line can name. */
const kinds = ['jobs', 'templates', 'features', 'hosts'] as const;
type Kind = (typeof kinds)[number];

/** A key press may not take longer. */
const limitMs = 1000;
const mostWords = 100;

/**
 * `rexctl __complete KIND [PREFIX]`, which the completion scripts call: one word a line, a tab,
 * what it means. Asks no question, tells no error, ends with 0 within about a second, whatever the
 * server does.
 */
export const complete = command({
  description: 'Words for the completion scripts.',
  arguments: [
    new Argument('<kind>', 'what to complete').choices(kinds),
    new Argument('[prefix]', 'what is typed already').default(''),
  ],
  globals: { input: false, timeout: limitMs },
  run: (context, { kind, prefix }) => runComplete(kind, prefix, context),
});

async function runComplete(kind: Kind, prefix: string, context: Context): Promise<number> {
  const fixed = kind === 'jobs' ? newestJobs : [];
  const live = prefix.startsWith('@') ? [] : await liveWords(kind, prefix, context).catch(() => []);
  const fitting = [...fixed, ...live].filter(({ word }) => word.startsWith(prefix));
  const lines = fitting.map(({ word, about }) => `${oneLine(word)}\t${oneLine(about)}\n`);
  await context.io.out.write(lines.join(''));
  return 0;
}

const newestJobs: readonly CompletionWord[] = [
  { word: '@last', about: 'your newest job' },
  ...outcomes.map((outcome) => ({
    word: `@last:${outcome}`,
    about: `your newest job that is ${outcome}`,
  })),
];

/**
 * After a failure the server is left alone for a minute: wrong passwords would lock the address.
 */
async function liveWords(
  kind: Kind,
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

const readers: Readonly<Record<Kind, Reader>> = {
  jobs: async (context) => {
    const page = await listJobInvocations(await once(context), { perPage: 30 });
    return page.items.map((job) => ({
      word: String(job.id),
      about: `${orText(possibleOutcomes(outcomeOf(job)))}: ${job.description ?? ''}`,
    }));
  },
  templates: async (context) => {
    const query = { search: 'snippet = false', perPage: mostWords };
    const page = await listJobTemplates(await once(context), query);
    return page.items.map(({ name, job_category }) => ({ word: name, about: job_category ?? '' }));
  },
  features: async (context) => {
    const features = await listRemoteExecutionFeatures(await once(context));
    return features.map(({ label, name }) => ({ word: label, about: name }));
  },
  hosts: async (context, prefix) => {
    const search =
      prefix === '' ? undefined : `name ~ ${quoted(`${prefix.replaceAll(/[%*]/g, '')}%`)}`;
    const page = await listHosts(await once(context), { search, perPage: mostWords });
    return page.items.map(({ name }) => ({ word: name, about: '' }));
  },
};

/** `failed, cancelled or incomplete`. */
function orText(words: readonly string[]): string {
  return words.join(', ').replace(/, ([^,]*)$/, ' or $1');
}

async function once(context: Context): Promise<Connection> {
  return (await context.connection()).with({ retry: false });
}
