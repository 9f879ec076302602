import { hostCount } from '../../text/counts.ts';

/** `cancel`: what may have come too early. Nothing where it reached every host. */
export function earlyCancelText(cancel: string, missed: number): string | null {
  if (missed === 0) return null;
  const [they, their] = missed === 1 ? ['it', 'its'] : ['they', 'their'];
  return `${cancel} may have come too early for ${hostCount(missed)}: ${they} may run for a while, or to ${their} end`;
}

/** After a cancel was sent, where nobody waits for the hosts. */
export function sentText(missed: number): string {
  return earlyCancelText('it', missed) ?? 'its hosts stop as they answer';
}
