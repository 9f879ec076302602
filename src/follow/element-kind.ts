import type { OutputElement } from '../jobs/output.ts';

/** The elements of one answer, told apart by what they are. */
export interface SortedElements {
  /** What the host wrote and what is said about it for good (stream `debug`). */
  readonly output: readonly OutputElement[];
  /** The exit line: not output, and only final once the host has ended. */
  readonly exit: OutputElement | null;
  /** Why the smart proxy could not be asked, as the server put it; exists in this answer only. */
  readonly silence: string | null;
}

const exitLine = /^Exit status: \S+$/;
const proxyError = /^Error loading data from proxy:?\s*/;

/**
 * `hasIds`: whether elements of this server have ids (REX 8.1+). There an id-less `stdout` element
 * is the exit line, whatever the script printed; on older servers it is the last `stdout` element
 * if it looks like one.
 */
export function sortElements(elements: readonly OutputElement[], hasIds: boolean): SortedElements {
  const exit = exitOf(elements, hasIds);
  let silence: string | null = null;
  const output = elements.filter((element) => {
    if (element.id !== undefined) return true;
    if (isProxyError(element)) {
      silence = element.output.replace(proxyError, '').trim();
      return false;
    }
    return element !== exit && !(hasIds && element.output_type === 'stdout');
  });
  return { output, exit, silence };
}

function exitOf(elements: readonly OutputElement[], hasIds: boolean): OutputElement | null {
  const last = elements.findLast(
    ({ output_type, id }) => output_type === 'stdout' && !(hasIds && id !== undefined),
  );
  return last !== undefined && (hasIds || exitLine.test(last.output)) ? last : null;
}

function isProxyError({ output_type, output }: OutputElement): boolean {
  return output_type === 'debug' && proxyError.test(output);
}

/** The number of an exit line; `null` for `EXCEPTION` and for what is no number. */
export function exitCodeOfElement(exit: OutputElement | null): number | null {
  const found = /(\d+)\s*$/.exec(exit?.output ?? '');
  return found === null ? null : Number(found[1]);
}

/**
 * The proxy stumbles over characters that it cut itself as over bytes that are none: nobody knows
 * which.
 */
const losses: readonly (readonly [mark: RegExp, reason: string])[] = [
  [/Cancel enforced:/, 'the cancel was enforced; what had not been read before was dropped'],
  [/Task aborted:/, 'the job was aborted; what had not been read before was dropped'],
  [
    /^ArgumentError: string contains null byte/,
    'the host printed a NUL byte, which ends the record',
  ],
  [/\b(?:in|on|to|malformed) UTF-8\b/i, 'the smart proxy could not read the rest of the output'],
];

/** Why output of this host is missing for ever, if the server says so; else `null`. */
export function lossOf(elements: readonly OutputElement[]): string | null {
  for (const { output_type, output } of elements) {
    if (output_type !== 'debug') continue;
    const found = losses.find(([mark]) => mark.test(output));
    if (found !== undefined) return found[1];
  }
  return null;
}
