import type { OutputElement } from '../jobs/output.ts';
import type { Checkpoint } from './checkpoint.ts';
import { DeliveredKeys, type ElementKey, elementKeys } from './elements.ts';

/** Each read asks for the last seconds again, for elements with equal timestamps or late ones. */
const overlapSeconds = 2;
/**
 * Up to this many characters each read asks for all output. Late lines then appear at once, and
 * the last read is a full one without another request.
 */
const shortOutput = 8192;

type CursorState = Pick<Checkpoint, 'characters' | 'newest' | 'printed' | 'debug'>;

interface Place {
  readonly timestamp: number;
  readonly id: number;
}

const start: Place = { timestamp: Number.NEGATIVE_INFINITY, id: 0 };

/**
 * What has been delivered of one host's output. The server can only return elements newer than a
 * time, so the cursor stays behind the newest element. The server may return elements again, so the
 * cursor also stores the key of every delivered element.
 */
export class Cursor {
  private readonly keys = new DeliveredKeys();
  private newest = Number.NEGATIVE_INFINITY;
  private characters = 0;
  private printed: Place = start;
  private debug: Place = start;

  /** The time to ask for, in seconds: only newer elements are returned; `undefined` = all. */
  get since(): number | undefined {
    const nothingYet = this.newest === Number.NEGATIVE_INFINITY;
    return nothingYet || this.characters < shortOutput ? undefined : this.newest - overlapSeconds;
  }

  /** The number of characters in all delivered elements. */
  get delivered(): number {
    return this.characters;
  }

  has(key: ElementKey): boolean {
    return this.keys.has(key);
  }

  /**
   * Whether a later element was already delivered. The host's own output and the messages about it
   * (`debug`) are compared separately, because they have different clocks.
   */
  isLate(element: OutputElement): boolean {
    return comparePlaces(placeOf(element), this.highestOf(element)) < 0;
  }

  /**
   * Marks an element as delivered. Only output of the host moves the cursor, and on servers with
   * ids only elements with an id: others have the server's clock, which may be ahead.
   */
  deliver(key: ElementKey, element: OutputElement, hasIds: boolean): void {
    this.keys.add(key);
    this.characters += element.output.length;
    const place = placeOf(element);
    const isHigher = comparePlaces(place, this.highestOf(element)) > 0;
    if (element.output_type === 'debug') {
      if (isHigher) this.debug = place;
      return;
    }
    if (isHigher) this.printed = place;
    if (element.id !== undefined || !hasIds) this.newest = Math.max(this.newest, element.timestamp);
  }

  state(): CursorState {
    return {
      characters: this.characters,
      newest: this.newest === Number.NEGATIVE_INFINITY ? null : this.newest,
      printed: placeToJson(this.printed),
      debug: placeToJson(this.debug),
    };
  }

  /** Continues the state of an earlier cursor. Call it for each of its checkpoints, in order. */
  restore({ keys, characters, newest, printed, debug }: Checkpoint): void {
    for (const [key] of keys) this.keys.add(key);
    this.characters = characters;
    this.newest = newest ?? Number.NEGATIVE_INFINITY;
    this.printed = placeFromJson(printed);
    this.debug = placeFromJson(debug);
  }

  private highestOf(element: OutputElement): Place {
    return element.output_type === 'debug' ? this.debug : this.printed;
  }
}

/** Elements without ids that have the same time count as equal. */
function placeOf({ timestamp, id = Number.POSITIVE_INFINITY }: OutputElement): Place {
  return { timestamp, id };
}

function placeToJson({ timestamp, id }: Place): Checkpoint['printed'] {
  if (timestamp === Number.NEGATIVE_INFINITY) return null;
  return [timestamp, id === Number.POSITIVE_INFINITY ? null : id];
}

function placeFromJson(place: Checkpoint['printed']): Place {
  return place === null ? start : { timestamp: place[0], id: place[1] ?? Number.POSITIVE_INFINITY };
}

function comparePlaces(a: Place, b: Place): number {
  if (a.timestamp !== b.timestamp) return a.timestamp - b.timestamp;
  return a.id === b.id ? 0 : a.id - b.id;
}

/** The part of a cursor that knows what was delivered. */
type Delivered = Pick<Cursor, 'has' | 'isLate'>;

/** An element of a response that has not been delivered yet. */
export interface MissingElement {
  readonly key: ElementKey;
  readonly element: OutputElement;
  /**
   * `null` if it continues the delivered output. Late elements have the number of their run:
   * consecutive undelivered elements of a stream, whose text belongs together.
   */
  readonly lateRun: number | null;
}

/**
 * The elements of a response that were not delivered, each once, in the order of the response (by
 * time, then id). After a full response was delivered, it has no missing elements.
 */
export function missingElements(
  elements: readonly OutputElement[],
  delivered: Delivered,
): MissingElement[] {
  const missing: MissingElement[] = [];
  const keyOf = elementKeys();
  const seen = new DeliveredKeys();
  const runs = new Map<string, number>();
  let lastRun = 0;
  for (const element of elements) {
    const key = keyOf(element);
    if (seen.has(key)) continue;
    seen.add(key);
    const stream = element.output_type;
    if (delivered.has(key)) {
      runs.delete(stream);
      continue;
    }
    if (!delivered.isLate(element)) {
      missing.push({ key, element, lateRun: null });
      continue;
    }
    const lateRun = runs.get(stream) ?? ++lastRun;
    runs.set(stream, lateRun);
    missing.push({ key, element, lateRun });
  }
  return missing;
}

/** The late runs among the missing elements, in the order of their first element. */
export function lateRuns(
  missing: readonly MissingElement[],
): readonly (readonly MissingElement[])[] {
  const runs = new Map<number, MissingElement[]>();
  for (const one of missing) {
    if (one.lateRun === null) continue;
    const run = runs.get(one.lateRun);
    if (run === undefined) runs.set(one.lateRun, [one]);
    else run.push(one);
  }
  return [...runs.values()];
}
