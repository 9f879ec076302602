import { masked, maskNames } from '../compare/mask.ts';
import type { ReportFailure, ReportHost } from './report.ts';

/** Hosts that failed in the same way but for names, numbers and times; the largest group first. */
export function foldedFailures(hosts: readonly ReportHost[]): readonly ReportFailure[] {
  const groups = new Map<string, ReportHost[]>();
  for (const host of hosts) {
    if (host.failure === null) continue;
    const { kind, exit_code, message } = host.failure;
    const key = JSON.stringify([kind, exit_code, maskedMessage(message, host.name)]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [host]);
    else group.push(host);
  }
  return [...groups.values()].flatMap(failureOf).sort((a, b) => b.hosts.length - a.hosts.length);
}

function failureOf(hosts: readonly ReportHost[]): readonly ReportFailure[] {
  const [first] = hosts;
  if (first?.failure == null) return [];
  const { kind, exit_code, message } = first.failure;
  const isSame = hosts.every(({ failure }) => failure?.message === message);
  const shown = isSame ? message : maskedMessage(message, first.name);
  return [{ kind, exit_code, message: shown, hosts: hosts.map(({ id, name }) => ({ id, name })) }];
}

function maskedMessage(message: string | null, hostName: string): string | null {
  return message === null ? null : masked(message, maskNames, hostName);
}
