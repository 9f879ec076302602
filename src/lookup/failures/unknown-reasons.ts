import type { Context } from '../../cli/context.ts';
import { type FailedKind, isByReason } from '../../jobs/hosts/failed-kinds.ts';
import type { HostFailureKind } from '../../jobs/hosts/host-failure.ts';
import { hostCount } from '../../text/counts.ts';
import { namesInBrief } from '../../ui/terminal/names.ts';

interface Host {
  readonly name: string;
  readonly failure?: HostFailureKind;
}

/** Warns of hosts with unknown reasons, which may have failed in a chosen way. */
export async function warnOfUnknown(
  context: Context,
  hosts: readonly Host[],
  only: readonly FailedKind[],
): Promise<void> {
  if (!isByReason(only) || only.includes('unknown')) return;
  const names = hosts.filter(({ failure }) => failure === 'unknown').map(({ name }) => name);
  if (names.length === 0) return;
  const them = names.length === 1 ? 'it' : 'them';
  await context.warn(
    `why ${hostCount(names.length)} failed (${namesInBrief(names, context.io.unicode)}) is unknown: --only ${only.join(',')} leaves ${them} out; add unknown to include ${them}`,
  );
}
