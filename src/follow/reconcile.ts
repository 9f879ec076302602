import type { OutputElement } from '../jobs/output.ts';
import { DeliveredKeys } from './delivered-keys.ts';
import { type ElementKey, elementKeys } from './element-key.ts';

/** What has been delivered of one host. */
export interface Delivered {
  has(key: ElementKey): boolean;
  isLate(element: OutputElement): boolean;
}

/** An element of an answer that has not been delivered. */
export interface MissingElement {
  readonly key: ElementKey;
  readonly element: OutputElement;
  /**
   * `null` for one that goes on where its host stopped. Late ones of a stream that follow each
   * other, with nothing delivered between them, have the same number: their text belongs together.
   */
  readonly lateRun: number | null;
}

/**
 * Compares an answer with what was delivered: what is missing, in the order of the answer (by time,
 * then by id), each element once. With a full answer nothing is missing afterwards, so a second
 * comparison finds nothing.
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
