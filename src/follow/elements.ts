import type { ExitFact } from '../jobs/hosts/end-evidence.ts';
import type { OutputElement } from '../jobs/output.ts';

/** The elements of one response, by kind. */
interface SortedElements {
  /** What the host wrote and what is stored about it (stream `debug`). */
  readonly output: readonly OutputElement[];
  /** The exit line: not output, and only final once the host has ended. */
  readonly exit: OutputElement | null;
  /** Why the smart proxy could not be asked, as the server put it; exists in this response only. */
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

/** The number of an exit line is `null` for `EXCEPTION` and for what is no number. */
export function exitFactOf(exit: OutputElement | null): ExitFact {
  const text = exit?.output ?? '';
  const found = /(\d+)\s*$/.exec(text);
  return {
    exit_code: found === null ? null : Number(found[1]),
    isException: /\bEXCEPTION\s*$/.test(text),
  };
}

/** The proxy fails alike at characters that it cut itself and at bytes that are none. */
const losses: readonly (readonly [mark: RegExp, reason: string])[] = [
  [/Cancel enforced:/, 'the cancel was forced before all output was read'],
  [/Task aborted:/, 'the job was aborted before all output was read'],
  [
    /^ArgumentError: string contains null byte/,
    'the host printed a NUL byte, where the server stops reading',
  ],
  [/\b(?:in|on|to|malformed) UTF-8\b/i, 'the smart proxy could not read the rest of the output'],
];

/** Why some output of this host is lost, if the server gives a reason; else `null`. */
export function lossReason(elements: readonly OutputElement[]): string | null {
  for (const { output_type, output } of elements) {
    if (output_type !== 'debug') continue;
    const found = losses.find(([mark]) => mark.test(output));
    if (found !== undefined) return found[1];
  }
  return null;
}

/** Identifies one element of a host in every response. */
export type ElementKey = number | string;

/**
 * Names the elements of one response, in their order: by `id`, else by the number that the smart
 * proxy gave, else (before REX 8.1) by time, stream and text, where equal ones are counted: the
 * server's sort may swap them, but a response has all elements of a moment or none.
 */
export function elementKeys(): (element: OutputElement) => ElementKey {
  const counted = new Map<string, number>();
  return (element) => {
    if (element.id !== undefined) return element.id;
    const number = element.external_id ?? element.sequence_id;
    if (number !== undefined) return `#${number}`;
    const { timestamp, output_type, output } = element;
    const text = `${timestamp} ${output_type} ${output.length} ${shortDigest(output)}`;
    const before = counted.get(text) ?? 0;
    counted.set(text, before + 1);
    return before === 0 ? text : `${text} ${before}`;
  };
}

/**
 * 32 bits, FNV-1a over UTF-16 units; together with time, stream and length that is enough to
 * distinguish elements apart.
 */
function shortDigest(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/**
 * Keys of all that was delivered of one host, kept for its whole life: whatever a server repeats is
 * recognized. Ids come nearly always in rising order and take eight bytes each; a text is kept as
 * its digest.
 */
export class DeliveredKeys {
  private readonly rising: number[] = [];
  private readonly others = new Set<number>();

  has(key: ElementKey): boolean {
    const number = numberOf(key);
    if (number > this.highest) return false;
    return this.others.has(number) || this.hasRisen(number);
  }

  add(key: ElementKey): void {
    const number = numberOf(key);
    if (number > this.highest) this.rising.push(number);
    else this.others.add(number);
  }

  private get highest(): number {
    return this.rising[this.rising.length - 1] ?? 0;
  }

  private hasRisen(number: number): boolean {
    let from = 0;
    let to = this.rising.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const found = this.rising[middle] as number;
      if (found === number) return true;
      if (found < number) from = middle + 1;
      else to = middle;
    }
    return false;
  }
}

/** Digests are below zero, where no id is. */
function numberOf(key: ElementKey): number {
  return typeof key === 'number' ? key : -1 - longDigest(key);
}

/**
 * 53 bits (cyrb53): a million elements of a host have the same one with a chance of 1 to 18,000.
 */
function longDigest(text: string): number {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 2_654_435_761);
    high = Math.imul(high ^ unit, 1_597_334_677);
  }
  low =
    Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  high =
    Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  return 4_294_967_296 * (high & 0x1fffff) + (low >>> 0);
}
