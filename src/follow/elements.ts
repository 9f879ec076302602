import type { ExitFact } from '../jobs/hosts/end-evidence.ts';
import type { OutputElement } from '../jobs/output.ts';

/** The elements of one response, by kind. */
interface SortedElements {
  /** The host's output and the stored messages about it (stream `debug`). */
  readonly output: readonly OutputElement[];
  /** The exit line. It is not output, and final only when the host has ended. */
  readonly exit: OutputElement | null;
  /** The server's reason why it could not ask the smart proxy; not stored by the server. */
  readonly silence: string | null;
}

const exitLine = /^Exit status: \S+$/;
const proxyError = /^Error loading data from proxy:?\s*/;

/**
 * Sorts the elements of a response by kind. `hasIds`: elements of this server have ids (REX 8.1+).
 * On such a server, a `stdout` element without an id is the exit line. On older servers, the last
 * `stdout` element is the exit line if it looks like one.
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

/** The facts in an exit line; the exit code is `null` for `EXCEPTION` and other words. */
export function exitFactOf(exit: OutputElement | null): ExitFact {
  const text = exit?.output ?? '';
  const found = /(\d+)\s*$/.exec(text);
  return {
    exit_code: found === null ? null : Number(found[1]),
    isException: /\bEXCEPTION\s*$/.test(text),
  };
}

/** Messages that report lost output. The proxy fails at invalid UTF-8 and at characters it cut. */
const losses: readonly (readonly [mark: RegExp, reason: string])[] = [
  [/Cancel enforced:/, 'the cancel was forced before all output was read'],
  [/Task aborted:/, 'the job was aborted before all output was read'],
  [
    /^ArgumentError: string contains null byte/,
    'the host printed a NUL byte, and the server does not return what follows it',
  ],
  [/\b(?:in|on|to|malformed) UTF-8\b/i, 'the smart proxy could not read the rest of the output'],
];

/** Why output of this host is lost; `null` if the server reports no reason. */
export function lossReason(elements: readonly OutputElement[]): string | null {
  for (const { output_type, output } of elements) {
    if (output_type !== 'debug') continue;
    const found = losses.find(([mark]) => mark.test(output));
    if (found !== undefined) return found[1];
  }
  return null;
}

/** Identifies an element of a host; the same in every response. */
export type ElementKey = number | string;

/**
 * Returns a function to call with each element of one response, in order: it returns the key, which
 * is the `id`, or the smart proxy's number, or (before REX 8.1) time, stream and text. Equal
 * elements are counted. The server may swap them, but returns either all elements of one time or
 * none.
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

/** FNV-1a over UTF-16 units, 32 bits: enough in a key with time, stream and length. */
function shortDigest(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/**
 * The keys of all delivered elements of one host, so that repeated elements are recognized. Ids
 * nearly always rise and take eight bytes each; of a text only the digest is stored.
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

/** The key as a number; digests are negative, so that they never equal an id. */
function numberOf(key: ElementKey): number {
  return typeof key === 'number' ? key : -1 - longDigest(key);
}

/** cyrb53, 53 bits: with a million elements, two are equal with a probability of 1 in 18,000. */
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
