/** The simulated versions of Remote Execution; see docs/internals/protocol.md, "Versions". */
export type RexVersion = '7.0' | '8.1' | '13.2' | '14.1' | '16.0' | '16.1' | '16.7' | '17.1';

/** All simulated versions, oldest first. */
export const rexVersions: readonly RexVersion[] = [
  '7.0',
  '8.1',
  '13.2',
  '14.1',
  '16.0',
  '16.1',
  '16.7',
  '17.1',
];

/** What a version has or does; each comment begins with the version in which it was new. */
export interface Abilities {
  readonly rex: RexVersion;
  /** The version with its patch level, as in `/api/plugins`. */
  readonly pluginVersion: string;
  /** 8.1: elements have `id`. */
  readonly outputIds: boolean;
  /** 8.1 to 14.0: the exit line has the last line's timestamp, elements have `sequence_id`. */
  readonly sequenceIds: boolean;
  /** 9.1 */
  readonly timeToPickup: boolean;
  /** 12.0: `template_id`, `template_name`, `effective_user`; `include_permissions`. */
  readonly templateInBase: boolean;
  /** 13.1: integer counts of host tasks, `cancelled`, `total_hosts`. */
  readonly liveCounts: boolean;
  /** 13.2 */
  readonly succeededOnly: boolean;
  /** 14.1: `…/hosts`, `external_id`, `N/A` as job status. */
  readonly hostsEndpoint: boolean;
  /** 15.0: limits, organization and location of the job, pattern inputs. */
  readonly limitsInBase: boolean;
  /** 15.0: a search for results on `…/hosts` finds runs of this job only. */
  readonly hostSearchScoped: boolean;
  /** 15.0 to 16.3.1: a blank `search` on `…/hosts` hides hosts that never started, too. */
  readonly blankSearchJoins: boolean;
  /** 16.1 */
  readonly cancelSearch: boolean;
  /** 16.3 */
  readonly awaiting: boolean;
  /** 16.7: `include_hosts`, any truthy `host_status`. */
  readonly includeHosts: boolean;
  /** 17.1: `include_permissions` on `…/hosts`. */
  readonly hostPermissions: boolean;
  /** foreman-tasks 11: starts in the past are refused. */
  readonly refusesPastStart: boolean;
}

const patchLevels: Record<RexVersion, string> = {
  '7.0': '7.0.0',
  '8.1': '8.1.2',
  '13.2': '13.2.8',
  '14.1': '14.1.4',
  '16.0': '16.0.4',
  '16.1': '16.1.0',
  '16.7': '16.7.1',
  '17.1': '17.1.0',
};

/** The abilities of a version. */
export function abilitiesOf(version: RexVersion): Abilities {
  const number = Number(version);
  return {
    rex: version,
    pluginVersion: patchLevels[version],
    outputIds: number >= 8.1,
    sequenceIds: number >= 8.1 && number < 14.1,
    timeToPickup: number >= 9.1,
    templateInBase: number >= 12,
    liveCounts: number >= 13.1,
    succeededOnly: number >= 13.2,
    hostsEndpoint: number >= 14.1,
    limitsInBase: number >= 15,
    hostSearchScoped: number >= 15,
    blankSearchJoins: number >= 15 && number < 16.3,
    cancelSearch: number >= 16.1,
    awaiting: number >= 16.3,
    includeHosts: number >= 16.7,
    hostPermissions: number >= 17.1,
    refusesPastStart: number >= 16,
  };
}
