import type { Context } from '../cli/context.ts';
import { counted } from '../text/counts.ts';
import { confirmation } from './guard.ts';

/** More requests than this need a confirmation. */
const unaskedRequests = 500;
/** Fewer requests than this finish before a user has read how many there are. */
const unsaidRequests = 20;

/** A read that may take long. */
interface Cost {
  /** WHAT in `Reading WHAT takes about 31 requests.` */
  readonly what: string;
  readonly requests: number;
  /** The hint: how to make fewer requests. */
  readonly fewer: string;
}

/** Prints how many requests it takes before they are sent, and asks if they are many. */
export async function costKnown(context: Context, { what, requests, fewer }: Cost): Promise<void> {
  if (requests <= unsaidRequests) return;
  const sentence = `Reading ${what} takes about ${counted(requests, 'request')}.`;
  if (requests <= unaskedRequests) return context.note(sentence);
  await confirmation(`${sentence} Continue?`, costHint(fewer))(context);
}

/** The hint before a costly read, with a way to read less. */
export function costHint(fewer: string): string {
  return `to confirm it, add --yes\nor ${fewer}`;
}
