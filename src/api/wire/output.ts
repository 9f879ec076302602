import * as v from 'valibot';
import type { HostOutput, OutputElement } from '../../jobs/output.ts';
import { id, text, time } from './fields.ts';

/** The elements of an output, checked without a schema: a follow may have a million of them. */
const elements = v.pipe(
  v.custom<OutputElement[]>(
    (value) => Array.isArray(value) && value.every(isElement),
    'output elements',
  ),
  v.transform(inOrder),
);

const entries = { complete: v.boolean(), delayed: v.optional(v.boolean(), false), start_at: time };

/** The response to a read of one host's output. */
export const hostOutput = v.pipe(
  v.object({ ...entries, output: elements }),
  v.transform(({ output, ...rest }): HostOutput => ({ ...rest, elements: output })),
);

/** One host's output as one text, with exit line and debug messages. */
export interface RawOutput {
  readonly complete: boolean;
  /** `null` = the host has no task. */
  readonly output: string | null;
  readonly delayed: boolean;
  readonly start_at: string | null;
}

/** The response of the raw endpoint. */
export const rawOutput: v.GenericSchema<unknown, RawOutput> = v.object({
  ...entries,
  output: text,
});

/** One host in `…/outputs`: its elements or, with `raw`, its text. */
export interface OutputOfHost {
  readonly host_id: number;
  readonly complete: boolean;
  readonly elements: readonly OutputElement[] | null;
  readonly text: string | null;
}

/** The response to a read of many hosts. */
export const outputs = v.object({
  outputs: v.array(
    v.pipe(
      v.object({
        host_id: id,
        complete: v.boolean(),
        output: v.union([v.nullable(v.string()), elements]),
      }),
      v.transform(
        ({ output, ...rest }): OutputOfHost =>
          typeof output === 'string' || output === null
            ? { ...rest, elements: null, text: output }
            : { ...rest, elements: output, text: null },
      ),
    ),
  ),
});

function isElement(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const {
    output,
    output_type,
    timestamp,
    id: elementId,
  } = value as Partial<Record<string, unknown>>;
  return (
    typeof output === 'string' &&
    typeof output_type === 'string' &&
    typeof timestamp === 'number' &&
    (elementId === undefined || typeof elementId === 'number')
  );
}

/** Sorts the elements: the server's order of equal times is unstable. Those without id are last. */
function inOrder(list: OutputElement[]): OutputElement[] {
  for (let at = 1; at < list.length; at++) {
    if (compare(list[at - 1] as OutputElement, list[at] as OutputElement) > 0)
      return [...list].sort(compare);
  }
  return list;
}

function compare(a: OutputElement, b: OutputElement): number {
  if (a.timestamp !== b.timestamp) return a.timestamp - b.timestamp;
  if (a.id === b.id) return 0;
  return (a.id ?? Number.POSITIVE_INFINITY) < (b.id ?? Number.POSITIVE_INFINITY) ? -1 : 1;
}
