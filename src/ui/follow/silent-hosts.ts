import type { FollowEvent, WarningEvent } from '../../jobs/event.ts';

/** A host whose smart proxy does not answer, since the time (ms) it was first told. */
export interface SilentHost {
  readonly name: string;
  readonly since: number;
}

/**
 * Which hosts cannot be heard at the moment; a state or a line of the host ends it, or its smart
 * proxy's answer.
 */
export interface SilentHosts {
  accept(event: FollowEvent): void;
  list(): readonly SilentHost[];
}

export function openSilentHosts(): SilentHosts {
  const silent = new Map<number, SilentHost>();
  return {
    accept(event) {
      if (event.type === 'host' || event.type === 'output' || isSpeech(event))
        silent.delete(event.host.id);
      else if (isSilence(event) && !silent.has(event.host.id)) {
        silent.set(event.host.id, { name: event.host.name, since: Date.parse(event.time) });
      }
    },
    list: () => [...silent.values()],
  };
}

type HostWarning = WarningEvent & Required<Pick<WarningEvent, 'host'>>;

/** Told by the engine when a silent smart proxy answers again. */
export function isSpeech(event: FollowEvent): event is HostWarning {
  return event.type === 'warning' && event.code === 'proxy_reachable' && event.host !== undefined;
}

/** Told by the engine when a read of this host's output found its smart proxy silent. */
export function isSilence(event: FollowEvent): event is HostWarning {
  return event.type === 'warning' && event.code === 'proxy_unreachable' && event.host !== undefined;
}
