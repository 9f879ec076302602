import type { ElementKey } from './element-key.ts';

/**
 * The keys of all that was delivered of one host, kept for its whole life: whatever a server
 * repeats is known again. Ids come nearly always in rising order and take eight bytes each; a text
 * is kept as its digest.
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
  return typeof key === 'number' ? key : -1 - digest(key);
}

/**
 * 53 bits (cyrb53): a million elements of a host have the same one with a chance of 1 to 18,000.
 */
function digest(text: string): number {
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
