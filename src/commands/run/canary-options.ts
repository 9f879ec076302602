import { Option } from '@commander-js/extra-typings';
import { refuseTogether } from '../../cli/command.ts';
import { type CanarySize, parseCanarySize } from '../../jobs/canary.ts';

export function canaryOptions() {
  return [
    new Option(
      '--canary <n|n%>',
      'run on the first n hosts; only if all of them succeed, on the others (with --random-order: on any n)',
    ).argParser(parseCanarySize),
  ] as const;
}

/** What has no hosts to divide, or nobody who stays to decide about the others. */
const undivided = ['dynamic', 'detach', 'at', 'cron'] as const;

/** `null` = all hosts at once. Throws a usage `Failure` for what contradicts it. */
export function canaryOf(raw: Readonly<Record<string, unknown>>): CanarySize | null {
  for (const flag of undivided) refuseTogether(raw, flag, 'canary');
  return (raw.canary as CanarySize | undefined) ?? null;
}
