import type { Connection } from '../../../api/connection.ts';
import { listLocations, listOrganizations } from '../../../api/endpoints/account.ts';
import { listBookmarks, listHosts } from '../../../api/endpoints/hosts.ts';
import { listJobInvocations } from '../../../api/endpoints/job-invocations.ts';
import {
  listJobTemplates,
  listRemoteExecutionFeatures,
} from '../../../api/endpoints/job-templates.ts';
import type { PageQuery } from '../../../api/endpoints/parameters.ts';
import { listRecurringLogics } from '../../../api/endpoints/recurring-logics.ts';
import type { Page } from '../../../api/wire/response.ts';
import type { LiveKind } from '../../../cli/command-model.ts';
import { outcomeOf, possibleOutcomes } from '../../../jobs/outcome.ts';
import type { CompletionWord, KeptWords } from '../../../settings/caches.ts';
import { alternatives } from '../../../text/counts.ts';
import { foldNames } from '../../../ui/terminal/fold-names.ts';
import type { Owner } from '../typed-context.ts';
import { inputWords } from './input-words.ts';
import { hostsOfJobWords } from './job-words.ts';
import { beginningWith } from './name-search.ts';

/** The names to read. */
interface Wanted {
  /** The beginning of the names; a reader may ignore it. */
  readonly prefix: string;
  readonly owner: Owner | null;
}

type Reader = (connection: Connection, wanted: Wanted) => Promise<KeptWords>;

/** Reads names from the server. Rejects as requests do. */
export function readWords(
  connection: Connection,
  kind: LiveKind,
  wanted: Wanted,
): Promise<KeptWords> {
  return readers[kind](connection, wanted);
}

const nothing: Reader = async () => ({ words: [], isComplete: true });

const templatesPerPage = 500;
const hostsPerPage = 250;

const readers: Readonly<Record<LiveKind, Reader>> = {
  profiles: nothing,
  fields: nothing,
  jobs: async (connection) => {
    const { items } = await listJobInvocations(connection, { perPage: 30 });
    const words = items.map((job) => ({
      word: String(job.id),
      about: `${alternatives(possibleOutcomes(outcomeOf(job)))}: ${job.description ?? ''}`,
    }));
    return { words, isComplete: true };
  },
  templates: async (connection) =>
    allWords(
      await firstAndLast((query) => listJobTemplates(connection, query), {
        search: 'snippet = false',
        perPage: templatesPerPage,
      }),
      ({ name, job_category }) => ({ word: name, about: job_category ?? '' }),
    ),
  categories: async (connection) => {
    const query = { search: 'snippet = false', perPage: templatesPerPage };
    const { items } = await listJobTemplates(connection, query);
    const names = items.flatMap(({ job_category }) => job_category ?? []);
    const words = [...new Set(names)].sort().map((word) => ({ word, about: '' }));
    return { words, isComplete: true };
  },
  series: async (connection) =>
    allWords(
      await listRecurringLogics(connection, { perPage: 100 }),
      ({ id, state, cron_line }) => ({
        word: String(id),
        about: [state, cron_line].filter((text) => text !== null).join(': '),
      }),
    ),
  features: async (connection) => {
    const features = await listRemoteExecutionFeatures(connection);
    const words = features.map(({ label, name }) => ({ word: label, about: name }));
    return { words, isComplete: true };
  },
  bookmarks: async (connection) => {
    const { items } = await listBookmarks(connection, {
      search: 'controller = hosts',
      perPage: 250,
    });
    const hosts = items.filter(({ controller }) => controller === 'hosts');
    const words = hosts.map(({ name, query }) => ({ word: name, about: query }));
    return { words, isComplete: true };
  },
  organizations: async (connection) =>
    allWords(await listOrganizations(connection, { perPage: 250 }), titleWord),
  locations: async (connection) =>
    allWords(await listLocations(connection, { perPage: 250 }), titleWord),
  inputs: async (connection, { owner }) => ({
    words: owner === null ? [] : await inputWords(connection, owner),
    isComplete: true,
  }),
  hosts: async (connection, { prefix, owner }) => {
    if (owner?.kind === 'job') return hostsOfJobWords(connection, owner.name, prefix);
    const query = { search: beginningWith(prefix), perPage: hostsPerPage };
    return allWords(
      await firstAndLast((each) => listHosts(connection, each), query),
      ({ name }) => ({ word: foldNames([name]), about: '' }),
    );
  },
};

function titleWord({ title, name }: { readonly title: string; readonly name: string }) {
  return { word: title, about: title === name ? '' : name };
}

function allWords<Item>(
  { items, subtotal }: Pick<Page<Item>, 'items' | 'subtotal'>,
  wordOf: (item: Item) => CompletionWord,
): KeptWords {
  return { words: items.map(wordOf), isComplete: items.length >= subtotal };
}

/**
 * The first page by name. If there are more, adds the last name of all: a shell inserts the common
 * beginning of all words, which would be too long for the first page alone.
 */
async function firstAndLast<Item>(
  list: (query: PageQuery) => Promise<Page<Item>>,
  query: PageQuery,
): Promise<Page<Item>> {
  const first = await list({ ...query, order: 'name ASC' });
  if (first.items.length >= first.subtotal) return first;
  const last = await list({ ...query, order: 'name DESC', perPage: 1 });
  return { ...first, items: [...first.items, ...last.items] };
}
