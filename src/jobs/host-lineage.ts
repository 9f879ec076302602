import { isTerminal } from './host-run.ts';
import type { HostHistory } from './rerun-plan.ts';

/** What became of a host over all attempts of a chain. */
export const lineageVerdicts = [
  'flapping',
  'still_failing',
  'unfinished',
  'recovered',
  'succeeded',
] as const;
export type LineageVerdict = (typeof lineageVerdicts)[number];

/**
 * `recovered`: it failed and then succeeded; `flapping`: it succeeded and failed later, whatever
 * came then; `still_failing`: it never succeeded; `unfinished`: no attempt has ended for it.
 */
export function lineageVerdict({
  attempts,
  latest,
}: Pick<HostHistory, 'attempts' | 'latest'>): LineageVerdict {
  if (latest === null) return 'unfinished';
  const ended = attempts.filter(({ status }) => isTerminal(status)).map(({ status }) => status);
  const firstSuccess = ended.indexOf('succeeded');
  if (firstSuccess < 0) return 'still_failing';
  if (ended.slice(firstSuccess).some((status) => status !== 'succeeded')) return 'flapping';
  return firstSuccess > 0 ? 'recovered' : 'succeeded';
}
