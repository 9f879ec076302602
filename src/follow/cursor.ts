import type { OutputElement } from '../jobs/output.ts';
import type { Checkpoint } from './checkpoint.ts';
import { DeliveredKeys, type ElementKey, elementKeys } from './elements.ts';

/**
 * Elements of the last seconds come again with every read, so that equal timestamps and late lines
 * are not lost.
 */
const overlapSeconds = 2;
/**
 * Up to this many characters all output is read each time: late lines show at once, and the last
 * read is a full one.
 */
const shortOutput = 8192;

type CursorState = Pick<Checkpoint, 'characters' | 'newest' | 'printed' | 'debug'>;

interface Place {
  readonly timestamp: number;
  readonly id: number;
}

const start: Place = { timestamp: Number.NEGATIVE_INFINITY, id: 0 };

/**
 * How far the output of one host has been delivered. The server can only be asked for what is newer
 * than a time, so the cursor stays behind the newest element; and because a server may give more
 * than it was asked for, it keeps the key of every element delivered.
 */
export class Cursor {
  private readonly keys = new DeliveredKeys();
  private newest = Number.NEGATIVE_INFINITY;
  private characters = 0;
  private printed: Place = start;
  private debug: Place = start;

  /** What to ask for: elements strictly newer than this many seconds; `undefined` = everything. */
  get since(): number | undefined {
    const nothingYet = this.newest === Number.NEGATIVE_INFINITY;
    return nothingYet || this.characters < shortOutput ? undefined : this.newest - overlapSeconds;
  }

  /** Characters of all delivered elements. */
  get delivered(): number {
    return this.characters;
  }

  has(key: ElementKey): boolean {
    return this.keys.has(key);
  }

  /**
   * True when something after it has been delivered already. What a host wrote and the
   * messages about it are judged apart, because their clocks differ.
   */
  isLate(element: OutputElement): boolean {
    return comparePlaces(placeOf(element), this.highestOf(element)) < 0;
  }

  /**
   * Marks an element as delivered. The cursor moves with what was written by the host and, where
   * elements have ids, is stored: other elements have the server's clock, which may be ahead.
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

  /** Stands where another cursor of the same host stood; to be given all its checkpoints. */
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

/** Elements without ids and of one moment have no order among each other. */
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

/** What has been delivered of one host. */
type Delivered = Pick<Cursor, 'has' | 'isLate'>;

/** An element of a response that has not been delivered. */
export interface MissingElement {
  readonly key: ElementKey;
  readonly element: OutputElement;
  /**
   * `null` for one that continues where its host stopped. Late ones of a stream that follow each
   * other, with nothing delivered between them, have the same number: their text belongs together.
   */
  readonly lateRun: number | null;
}

/**
 * Compares a response with what was delivered: what is missing, in the order of the response (by
 * time, then by id), each element once. With a full response nothing is missing afterwards, so a
 * second comparison finds nothing.
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

/** The late runs of a comparison, in the order of their first element. */
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
