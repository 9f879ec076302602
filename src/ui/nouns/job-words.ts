import type { JobCounts, JobDetail, JobInvocation, Targeting } from '../../jobs/job-invocation.ts';
import { outcomeOf, possibleOutcomes, type RecordedOutcome } from '../../jobs/outcome.ts';
import { inputMask } from '../../jobs/template-inputs.ts';
import { alternatives, hostCount, numberText } from '../../text/counts.ts';
import { outcomeText } from '../terminal/icons.ts';
import { oneLine } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';

/**
 * The results of a job's hosts, failures first: `84 of 120 done, 2 failed`, `2 failed, 118 ok`,
 * `120 targeted`. `null` if there are no hosts or nothing is known.
 */
export function hostsText(
  { counts }: Pick<JobInvocation, 'counts'>,
  outcome: RecordedOutcome,
): string | null {
  switch (outcome) {
    case 'broken':
      return 'never started (orphan record)';
    case 'no_hosts':
      return null;
    case 'scheduled':
      return targeted(counts);
    case 'running':
    case 'paused':
      return progressText(counts);
    default:
      return countParts(counts, outcome).join(', ') || uncounted(counts, outcome);
  }
}

/** The sentence that explains why a job has no hosts. */
export const noHostMatched = 'No host matched when it started, so nothing ran.';

/** The outcome in pipes and CSV; `cancelled or incomplete` if it depends on hosts not read. */
export function outcomeWord(outcome: RecordedOutcome): string {
  return alternatives(possibleOutcomes(outcome));
}

/** A job of a list in a short text: `215 ✔ succeeded: 12 ok`. */
export function jobInBrief(job: JobInvocation, screen: Screen): string {
  const outcome = outcomeOf(job);
  const hosts = hostsText(job, outcome);
  return `${job.id} ${outcomeText(outcome, screen)}${hosts === null ? '' : `: ${hosts}`}`;
}

/** The counts of a job that are above zero, with their words. */
export function countParts(counts: JobCounts, outcome: RecordedOutcome): string[] {
  // Before REX 13.1 the server counts cancelled hosts as failed, without any difference.
  const failed = counts.cancelled === null ? 'failed or cancelled' : 'failed';
  const parts: [number | null, string][] = [
    [counts.failed, failed],
    ...stoppedParts(counts, outcome),
    [counts.pending, 'unfinished'],
    [counts.succeeded, 'ok'],
  ];
  return parts
    .filter(([count]) => (count ?? 0) > 0)
    .map(([count, word]) => `${numberText(count ?? 0)} ${word}`);
}

/**
 * The counts of cancelled hosts and of those that never ran. After the job has stopped, the server
 * counts both as cancelled; only the states of the hosts differ.
 */
function stoppedParts(
  { cancelled, never_ran }: JobCounts,
  outcome: RecordedOutcome,
): [number | null, string][] {
  if (never_ran !== undefined)
    return [
      [(cancelled ?? 0) - never_ran, 'cancelled'],
      [never_ran, 'never ran'],
    ];
  return [[cancelled, stoppedWord(outcome)]];
}

function stoppedWord(outcome: RecordedOutcome): string {
  const noneNeverRan = outcome === 'running' || outcome === 'paused' || outcome === 'cancelled';
  return noneNeverRan ? 'cancelled' : 'cancelled or never ran';
}

function progressText(counts: JobCounts): string | null {
  const { total, succeeded, failed, cancelled } = counts;
  if (total === null || succeeded === null || failed === null) return targeted(counts);
  const done = succeeded + failed + (cancelled ?? 0);
  const bad = countParts({ ...counts, succeeded: null, pending: null }, 'running');
  return [`${numberText(done)} of ${numberText(total)} done`, ...bad].join(', ');
}

function targeted({ total }: JobCounts): string | null {
  return total === null ? null : `${numberText(total)} targeted`;
}

/** The total of a job that never started: some servers have no other counts for it. */
function uncounted({ total }: JobCounts, outcome: RecordedOutcome): string | null {
  if (total === null || total === 0) return null;
  return `${numberText(total)} ${outcome === 'cancelled' ? 'cancelled' : 'never ran'}`;
}

/**
 * The targets of a job: `120 hosts by id (static)`, `12 hosts: hostgroup = web (dynamic), in random
 * order`.
 */
export function targetsText({ targeting, counts }: JobDetail): string | null {
  const total = counts.total === null ? null : hostCount(counts.total);
  if (targeting === null) return total;
  const kind = kindText(targeting);
  const order = targeting.randomized_ordering === true ? ', in random order' : '';
  return `${chosenBy(targeting, total)}${kind}${order}`;
}

/**
 * How the hosts were chosen. A set of ids or names is not shown: it may have thousands of
 * characters, and `--hosts` lists its hosts.
 */
function chosenBy(targeting: Targeting, total: string | null): string {
  const { search_query, bookmark_id } = targeting;
  const by = /^\s*(id|name)\s*\^\s*\([^()]*\)\s*$/.exec(search_query ?? '')?.[1];
  if (by !== undefined) return `${total ?? 'hosts'} by ${by}`;
  if (bookmark_id !== null) {
    const bookmark = bookmarkText(targeting);
    return total === null ? bookmark : `${total} of ${bookmark}`;
  }
  return [total, search_query].filter((part) => part !== null).join(': ') || 'hosts';
}

function bookmarkText({ search_query, bookmark_name, bookmark_id }: Targeting): string {
  const name = bookmark_name === null ? `${bookmark_id}` : `"${bookmark_name}" (${bookmark_id})`;
  return `bookmark ${name}${search_query === null ? '' : `: ${search_query}`}`;
}

function kindText({ targeting_type }: Targeting): string {
  if (targeting_type === 'dynamic_query') return ' (dynamic)';
  return targeting_type === 'static_query' ? ' (static)' : '';
}

const longestCommand = 60;
const longestValue = 30;
const maxValues = 3;

/** The command line of a job in backticks, or else the name of its template; for a sentence. */
export function whatRuns(template: string, command: string | undefined): string {
  return command === undefined ? template : quotedCommand(command);
}

/** A template with its inputs: ``Run Command (`uptime`)``, `Patch hosts (packages = vim)`. */
export function templateRuns({
  template_name,
  inputs,
}: Pick<JobDetail, 'template_name' | 'inputs'>): string {
  const name = oneLine(template_name ?? 'its template');
  const command = commandOf(inputs ?? []);
  if (command !== undefined) return `${name} (${quotedCommand(command)})`;
  const given = (inputs ?? []).filter(({ value }) => (value ?? '') !== '');
  if (given.length === 0) return name;
  const shown = given
    .slice(0, maxValues)
    .map((one) => `${one.name} = ${brief(one.value ?? '', longestValue)}`);
  return `${name} (${[...shown, ...(given.length > maxValues ? ['...'] : [])].join(', ')})`;
}

/** The value of the input `command`; `undefined` if there is none or it is hidden. */
export function commandOf(
  inputs: readonly { readonly name: string; readonly value: string | null }[],
): string | undefined {
  const value = inputs.find(({ name }) => name === 'command')?.value ?? '';
  return value === '' || value === inputMask ? undefined : value;
}

/** The command in backticks; of a script, the first line that is neither a comment nor empty. */
function quotedCommand(text: string): string {
  return `\`${brief(text, longestCommand)}\``;
}

function brief(text: string, most: number): string {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const meaningful = lines.find((line) => !line.trimStart().startsWith('#')) ?? lines[0] ?? '';
  const characters = [...oneLine(meaningful.trim())];
  if (lines.length <= 1 && characters.length <= most) return characters.join('');
  return `${characters.slice(0, most).join('').trimEnd()} ...`;
}
