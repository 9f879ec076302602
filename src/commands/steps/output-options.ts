import { usageError } from '../../errors.ts';
import { type JobReference, parseJobReference } from '../../jobs/job-reference.ts';
import { refuseTogether } from '../../program.ts';
import type { Mask } from '../../ui/compare/mask.ts';
import { compileLineFilter, type LineFilter } from '../../ui/live/line-filter.ts';

/** What an `output` was asked for, checked for contradictions. */
export interface OutputOptions {
  readonly reference: JobReference;
  readonly hosts: readonly string[];
  readonly failedOnly: boolean;
  readonly how: How;
  readonly filter: LineFilter;
  readonly exitStatus: boolean;
}

type How =
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'follow' }
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
  exitStatus?: true;
}

/** Throws a usage `Failure` for what contradicts itself, and for regular expressions that are none. */
export function toOutputOptions(job: string, hosts: readonly string[], raw: OutputFlags): OutputOptions {
  refuseTogether({ ...raw }, 'follow', 'raw', 'group', 'diff', 'dir');
  refuseTogether({ ...raw }, 'follow', 'exitStatus');
  refuseTogether({ ...raw }, 'follow', 'failed');
  for (const name of ['grep', 'exclude', 'highlight'] as const) {
    refuseTogether({ ...raw }, 'raw', name);
    refuseTogether({ ...raw }, 'dir', name);
  }
  if (raw.mask !== undefined && raw.group !== true && raw.diff === undefined) {
    throw usageError('--mask goes with --group or --diff');
  }
  return {
    reference: parseJobReference(job),
    hosts,
    failedOnly: raw.failed === true,
    how: howOf(raw),
    filter: compileLineFilter({ grep: raw.grep, exclude: raw.exclude, highlight: raw.highlight }),
    exitStatus: raw.exitStatus === true,
  };
}

function howOf(raw: OutputFlags): How {
  const masks = raw.mask ?? [];
  if (raw.follow === true) return { kind: 'follow' };
  if (raw.raw === true) return { kind: 'raw' };
  if (raw.group === true) return { kind: 'group', masks };
  if (raw.diff !== undefined) return { kind: 'diff', against: raw.diff === true ? null : raw.diff, masks };
  return raw.dir === undefined ? { kind: 'snapshot' } : { kind: 'folder', path: raw.dir };
}
