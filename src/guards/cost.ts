import type { Context } from '../cli/context.ts';
import { counted } from '../text/counts.ts';
import { confirmation } from './guard.ts';

/** More requests need a confirmation. */
const unaskedRequests = 500;
/** Fewer requests are over before their number is read. */
const unsaidRequests = 20;

/** A reading that may take long. */
interface Cost {
  /** As in `Reading WHAT takes about 31 requests.` */
  readonly what: string;
  readonly requests: number;
  /** How to make it cost less, as a hint. */
  readonly fewer: string;
}

/** Prints what it costs before it is spent, and asks where that is much. */
export async function costKnown(context: Context, { what, requests, fewer }: Cost): Promise<void> {
  if (requests <= unsaidRequests) return;
  const sentence = `Reading ${what} takes about ${counted(requests, 'request')}.`;
  if (requests <= unaskedRequests) return context.note(sentence);
  await confirmation(`${sentence} Continue?`, `to confirm it, add --yes; or ${fewer}`)(context);
}
