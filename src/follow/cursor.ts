import type { OutputElement } from '../jobs/output.ts';
import type { Checkpoint } from './checkpoint.ts';
import { DeliveredKeys } from './delivered-keys.ts';
import type { ElementKey } from './element-key.ts';

/**
 * Elements of the last moments come again with every read, so that equal timestamps and late lines
 * are not lost.
 */
const overlapSeconds = 2;
/**
 * Up to so many characters all output is read anew: late lines show at once, and the last read is a
 * full one.
 */
const shortOutput = 8192;

interface Place {
  readonly timestamp: number;
  readonly id: number;
}

const before: Place = { timestamp: Number.NEGATIVE_INFINITY, id: 0 };

/**
 * How far the output of one host has been delivered. The server only knows "newer than a time", so
 * the cursor stays behind the newest element; and because a server may give more than it was asked
 * for, it knows all that it has seen.
 */
export class Cursor {
  private readonly keys = new DeliveredKeys();
  /** Delivered since the last `takeChange`; `null` where nobody will call it. */
  private fresh: Checkpoint['keys'] | null;
  private newest = Number.NEGATIVE_INFINITY;
  private characters = 0;
  private printed: Place = before;
  private debug: Place = before;

  /** `remembers`: whether `takeChange` will be called. */
  constructor(remembers = false) {
    this.fresh = remembers ? [] : null;
  }

  /** What to ask for: elements strictly newer than this many seconds; `undefined` = everything. */
  get since(): number | undefined {
    const nothingYet = this.newest === Number.NEGATIVE_INFINITY;
    return nothingYet || this.characters < shortOutput ? undefined : this.newest - overlapSeconds;
  }

  has(key: ElementKey): boolean {
    return this.keys.has(key);
  }

  /**
   * True when something after it has been delivered already. What a host wrote and what is said
   * about it are judged apart, because their clocks differ.
   */
  isLate(element: OutputElement): boolean {
    return comparePlaces(placeOf(element), this.highestOf(element)) < 0;
  }

  /**
   * Remembers an element as delivered. The cursor moves with what was written by the host and,
   * where elements have ids, is stored: other elements have the server's clock, which may be ahead.
   */
  deliver(key: ElementKey, element: OutputElement, hasIds: boolean): void {
    this.keys.add(key);
    this.fresh?.push([key, element.timestamp]);
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

  /** What has changed since the last call, in the words of `Checkpoint`. */
  takeChange(): Pick<Checkpoint, 'keys' | 'characters' | 'newest' | 'printed' | 'debug'> {
    const keys = this.fresh ?? [];
    this.fresh = [];
    return {
      keys,
      characters: this.characters,
      newest: this.newest === Number.NEGATIVE_INFINITY ? null : this.newest,
      printed: placeText(this.printed),
      debug: placeText(this.debug),
    };
  }

  /** Takes over a change that `takeChange` told of another cursor of the same host. */
  restore({ keys, characters, newest, printed, debug }: ReturnType<Cursor['takeChange']>): void {
    for (const [key] of keys) this.keys.add(key);
    this.characters = characters;
    this.newest = newest ?? Number.NEGATIVE_INFINITY;
    this.printed = placeOfText(printed);
    this.debug = placeOfText(debug);
  }

  private highestOf(element: OutputElement): Place {
    return element.output_type === 'debug' ? this.debug : this.printed;
  }
}

/** Elements without ids and of one moment have no order among each other. */
function placeOf({ timestamp, id = Number.POSITIVE_INFINITY }: OutputElement): Place {
  return { timestamp, id };
}

function placeText({ timestamp, id }: Place): Checkpoint['printed'] {
  if (timestamp === Number.NEGATIVE_INFINITY) return null;
  return [timestamp, id === Number.POSITIVE_INFINITY ? null : id];
}

function placeOfText(place: Checkpoint['printed']): Place {
  return place === null
    ? before
    : { timestamp: place[0], id: place[1] ?? Number.POSITIVE_INFINITY };
}

function comparePlaces(a: Place, b: Place): number {
  if (a.timestamp !== b.timestamp) return a.timestamp - b.timestamp;
  return a.id === b.id ? 0 : a.id - b.id;
}
