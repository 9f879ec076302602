import { Option } from '@commander-js/extra-typings';
import { maskOption } from '../../attach/group-options.ts';
import { lineTemplateOption, type TypedTemplate } from '../../attach/line-template-option.ts';
import {
  type FollowPolicy,
  followFlags,
  followOptions,
  toFollowPolicy,
} from '../../attach/options.ts';
import { filled, wholeNumber, words } from '../../cli/options/option-parsers.ts';
import { inGroup, listing } from '../../cli/options/option-text.ts';
import type { OptionValues } from '../../cli/options/option-values.ts';
import { usageError } from '../../errors.ts';
import { type JobReference, parseJobReference } from '../../jobs/job-reference.ts';
import { readJobHostsSearch } from '../../jobs/search/job-hosts-search.ts';
import type { Search } from '../../jobs/search/read-search.ts';
import { alternatives } from '../../text/counts.ts';
import type { Mask } from '../../ui/compare/mask.ts';
import { compileLineFilter, type LineFilter } from '../../ui/follow/line-filter.ts';
import { parsePastTime } from '../../ui/time/past.ts';
import { type TimestampKind, timestampKinds } from '../../ui/time/timestamps.ts';

export function outputOptions() {
  return [...viewOptions(), ...lineOptions(), ...waitingOptions()] as const;
}

function viewOptions() {
  return inGroup('View', [
    new Option('--failed', 'only hosts that did not succeed'),
    new Option(
      '--hosts-search <query>',
      "only hosts that match this search now, e.g. 'hostgroup = web'",
    ),
    new Option('--raw', "print the server's text, byte for byte"),
    new Option('--group', 'print hosts with the same output and result together'),
    new Option(
      '--diff [host|job]',
      'compare with this host, or with the same host in this job or the previous one (attempt); without a value, with the most common output',
    ),
    maskOption('with --group or --diff, ignore'),
    new Option(
      '--dir <folder>',
      'write one file per host, and a manifest, to this folder',
    ).argParser(filled('--dir')),
  ]);
}

function lineOptions() {
  return inGroup('Lines', [
    new Option('--grep <regex>', 'print only lines that match'),
    new Option('--exclude <regex>', 'leave out lines that match'),
    new Option('--highlight <regex>', 'highlight matches'),
    new Option(
      '--tail <n>',
      'only the last n lines of each host; with --follow, then all new ones',
    ).argParser(wholeNumber('--tail', 0)),
    new Option(
      '--since <time>',
      'only lines printed since this time, e.g. 10m (10 minutes ago), 2026-11-23T14:00',
    ),
    listing(
      streams,
      new Option('--stream <names>', 'print only these streams').argParser(parseStreams),
    ),
    new Option('--timestamps <kind>', 'print the time before each line').choices(timestampKinds),
    lineTemplateOption(),
  ]);
}

function waitingOptions() {
  return inGroup('Waiting', [
    new Option(
      '-f, --follow',
      'print new output until the job or the named hosts finish, and exit with the result',
    ),
    new Option(
      '--resume <file>',
      'with --follow, save the position in this file, and continue from it',
    ).argParser(filled('--resume')),
    new Option('--exit-status', "exit with the job's result instead of 0"),
    ...followOptions(),
  ]);
}

const streams = ['stdout', 'stderr', 'debug'] as const;
type Stream = (typeof streams)[number];

/** Parses the streams of `--stream`. */
function parseStreams(text: string): Stream[] {
  return words('--stream')(text).map((word) => {
    const stream = streams.find((known) => known === word);
    if (stream === undefined)
      throw usageError(`invalid --stream \`${word}\`: expected ${alternatives(streams)}`);
    return stream;
  });
}

/** The options of `output` after the check for contradictions. */
export interface OutputOptions {
  readonly reference: JobReference;
  readonly hosts: readonly string[];
  readonly failedOnly: boolean;
  /** A search that the hosts must match now; `null` = none. */
  readonly hostsSearch: Search | null;
  readonly mode: OutputMode;
  readonly filter: LineFilter;
  /** The number of last lines of each host; in a follow, of those printed before it. */
  readonly tail: number | undefined;
  readonly timestamps: TimestampKind | undefined;
  readonly lineTemplate: TypedTemplate | undefined;
  readonly exitStatus: boolean;
}

type OutputMode =
  | { readonly kind: 'snapshot' }
  | {
      readonly kind: 'follow';
      readonly policy: FollowPolicy;
      readonly resume: string | undefined;
      /** The parts of lines that are ignored in comparisons; `null` without `--group`. */
      readonly masks: readonly Mask[] | null;
      /** The folder for the output, which is then not printed. */
      readonly folder: string | undefined;
    }
  | { readonly kind: 'raw' }
  | { readonly kind: 'group'; readonly masks: readonly Mask[] }
  | { readonly kind: 'diff'; readonly against: string | null; readonly masks: readonly Mask[] }
  | {
      readonly kind: 'job_diff';
      readonly other: JobReference | 'attempt';
      readonly masks: readonly Mask[];
    }
  | { readonly kind: 'folder'; readonly path: string };

/** Whether the user chose only some hosts of the job. */
export function isPart({ hosts, hostsSearch }: OutputOptions): boolean {
  return hosts.length > 0 || hostsSearch !== null;
}

/** The options from Commander; durations are in milliseconds. */
export type OutputFlags = OptionValues<ReturnType<typeof outputOptions>>;

const aboutLines = [
  'grep',
  'exclude',
  'highlight',
  'tail',
  'since',
  'stream',
  'timestamps',
  'lineTemplate',
] as const;

export const outputConflicts = [
  ['follow', 'raw', 'diff'],
  ['raw', 'group', 'diff', 'dir'],
  ['resume', 'group'],
  ['resume', 'hostsSearch'],
  ['resume', 'dir'],
  ['follow', 'exitStatus'],
  ['follow', 'failed'],
  ...aboutLines.flatMap((name) => [['raw', name] as const, ['dir', name] as const]),
  ['group', 'timestamps'],
  ['diff', 'timestamps'],
  ['group', 'lineTemplate'],
  ['diff', 'lineTemplate'],
] as const;

export const outputNeeds = [
  { options: [...followFlags, 'resume'], oneOf: ['follow'] },
  { options: ['mask'], oneOf: ['group', 'diff'] },
] as const;

/** Checks the options; throws a usage `Failure`, also for invalid regular expressions and times. */
export function toOutputOptions(
  reference: JobReference,
  hosts: readonly string[],
  raw: OutputFlags,
  now: number,
): OutputOptions {
  return {
    reference,
    hosts,
    failedOnly: raw.failed === true,
    hostsSearch:
      raw.hostsSearch === undefined ? null : readJobHostsSearch(raw.hostsSearch, '--failed'),
    mode: modeOf(raw),
    filter: compileLineFilter({
      grep: raw.grep,
      exclude: raw.exclude,
      highlight: raw.highlight,
      streams: raw.stream,
      since:
        raw.since === undefined ? undefined : Date.parse(parsePastTime(raw.since, now, '--since')),
    }),
    tail: raw.tail,
    timestamps: raw.timestamps,
    lineTemplate: raw.lineTemplate,
    exitStatus: raw.exitStatus === true,
  };
}

function modeOf(raw: OutputFlags): OutputMode {
  const masks = raw.mask ?? [];
  if (raw.follow === true) {
    const group = raw.group === true ? masks : null;
    return {
      kind: 'follow',
      policy: toFollowPolicy(raw),
      resume: raw.resume,
      masks: group,
      folder: raw.dir,
    };
  }
  if (raw.raw === true) return { kind: 'raw' };
  if (raw.group === true) return { kind: 'group', masks };
  if (raw.diff !== undefined) return diffMode(raw.diff, masks);
  return raw.dir === undefined ? { kind: 'snapshot' } : { kind: 'folder', path: raw.dir };
}

function diffMode(text: string | true, masks: readonly Mask[]): OutputMode {
  if (text === true) return { kind: 'diff', against: null, masks };
  const other = otherJobOf(text);
  return other === null
    ? { kind: 'diff', against: text, masks }
    : { kind: 'job_diff', other, masks };
}

/**
 * The job in a value of `--diff`; `null` for a host. A number is a job; `attempt` is the previous
 * attempt. A host with such a name needs its full name, which has a dot.
 */
export function otherJobOf(text: string): JobReference | 'attempt' | null {
  if (text === 'attempt') return text;
  return /^#?\d+$|^@last(?::|$)|^https?:\/\//i.test(text) ? parseJobReference(text) : null;
}
