import { type FollowPolicy, refuseWithout, toFollowPolicy } from '../../attach/options.ts';
import { refuseTogether } from '../../cli/command.ts';
import { words } from '../../cli/option-parsers.ts';
import { usageError } from '../../errors.ts';
import type { JobReference } from '../../jobs/job-reference.ts';
import type { Mask } from '../../ui/compare/mask.ts';
import { compileLineFilter, type LineFilter } from '../../ui/follow/line-filter.ts';
import { parsePastTime } from '../../ui/time/past.ts';
import type { TimestampKind } from '../../ui/time/timestamps.ts';

/** What an `output` was asked for, checked for contradictions. */
export interface OutputOptions {
  readonly reference: JobReference;
  readonly hosts: readonly string[];
  readonly failedOnly: boolean;
  readonly how: How;
  readonly filter: LineFilter;
  /** Of each host only so many lines; of a followed one, of what is there already. */
  readonly tail: number | undefined;
  readonly timestamps: TimestampKind | undefined;
  readonly exitStatus: boolean;
}

type How =
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'follow'; readonly policy: FollowPolicy; readonly resume: string | undefined }
  | { readonly kind: 'raw' }
  | { readonly kind: 'group'; readonly masks: readonly Mask[] }
  | { readonly kind: 'diff'; readonly against: string | null; readonly masks: readonly Mask[] }
  | { readonly kind: 'folder'; readonly path: string };

/** As Commander gives them. */
export interface OutputFlags {
  failed?: true;
  follow?: true;
  raw?: true;
  group?: true;
  mask?: Mask[];
  diff?: string | true;
  dir?: string;
  grep?: string;
  exclude?: string;
  highlight?: string;
  tail?: number;
  since?: string;
  stream?: Stream[];
  timestamps?: TimestampKind;
  resume?: string;
  exitStatus?: true;
}

export const streams = ['stdout', 'stderr', 'debug'] as const;
export type Stream = (typeof streams)[number];

const aboutLines = [
  'grep',
  'exclude',
  'highlight',
  'tail',
  'since',
  'stream',
  'timestamps',
] as const;

/**
 * Throws a usage `Failure` for what contradicts itself, and for regular expressions and times that
 * are none.
 */
export function toOutputOptions(
  reference: JobReference,
  hosts: readonly string[],
  raw: OutputFlags,
  now: number,
): OutputOptions {
  refuseTogether({ ...raw }, 'follow', 'raw', 'group', 'diff', 'dir');
  refuseTogether({ ...raw }, 'follow', 'exitStatus');
  refuseTogether({ ...raw }, 'follow', 'failed');
  for (const name of aboutLines) {
    refuseTogether({ ...raw }, 'raw', name);
    refuseTogether({ ...raw }, 'dir', name);
  }
  refuseTogether({ ...raw }, 'group', 'timestamps');
  refuseTogether({ ...raw }, 'diff', 'timestamps');
  if (raw.follow !== true) {
    refuseWithout({ ...raw }, '--follow');
    if (raw.resume !== undefined) throw usageError('--resume goes with --follow');
  }
  if (raw.mask !== undefined && raw.group !== true && raw.diff === undefined) {
    throw usageError('--mask goes with --group or --diff');
  }
  return {
    reference,
    hosts,
    failedOnly: raw.failed === true,
    how: howOf(raw),
    filter: compileLineFilter({
      ...{ grep: raw.grep, exclude: raw.exclude, highlight: raw.highlight, streams: raw.stream },
      since:
        raw.since === undefined ? undefined : Date.parse(parsePastTime(raw.since, now, '--since')),
    }),
    tail: raw.tail,
    timestamps: raw.timestamps,
    exitStatus: raw.exitStatus === true,
  };
}

function howOf(raw: OutputFlags): How {
  const masks = raw.mask ?? [];
  if (raw.follow === true)
    return { kind: 'follow', policy: toFollowPolicy({ ...raw }), resume: raw.resume };
  if (raw.raw === true) return { kind: 'raw' };
  if (raw.group === true) return { kind: 'group', masks };
  if (raw.diff !== undefined)
    return { kind: 'diff', against: raw.diff === true ? null : raw.diff, masks };
  return raw.dir === undefined ? { kind: 'snapshot' } : { kind: 'folder', path: raw.dir };
}

/** The streams of `--stream`. */
export function parseStreams(text: string): Stream[] {
  return words(text).map((word) => {
    const stream = streams.find((known) => known === word);
    if (stream === undefined)
      throw usageError(`--stream \`${word}\` is not possible: expected ${streams.join(', ')}`);
    return stream;
  });
}
