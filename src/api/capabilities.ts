/**
 * What a server supports, by the version of its Remote Execution plugin. If the version is unknown
 * (`source: 'unknown'`), every flag is false: reads use what all versions have, and unsafe writes
 * are refused.
 */
export interface Capabilities {
  /** E.g. `17.1.0`; `null` if only the API's documentation could be read. */
  readonly rexVersion: string | null;
  readonly source: 'plugins' | 'apidoc' | 'unknown';
  /** 8.1: output elements have ids. */
  readonly outputIds: boolean;
  /** 12: responses about jobs include the effective user and the template. */
  readonly effectiveUserReadable: boolean;
  /** 13.1: counts are up-to-date numbers and include cancelled hosts. */
  readonly liveCounts: boolean;
  /** 13.2: rerun supports `succeeded_only`. */
  readonly succeededOnly: boolean;
  /** 14.1: the endpoint `…/hosts` exists. */
  readonly hostsEndpoint: boolean;
  /** 15: responses about jobs include concurrency level and execution timeout. */
  readonly limitsReadable: boolean;
  /** 15: responses about jobs include inputs, also without hosts. */
  readonly patternInputs: boolean;
  /** 16.1: cancel supports `search`; older versions ignore it and cancel the whole job. */
  readonly cancelSearch: boolean;
  /** 16.3: `…/hosts` supports `awaiting`. */
  readonly awaiting: boolean;
  /** 16.7: show and create support `include_hosts`. */
  readonly includeHosts: boolean;
  /** 16.7: `host_status` accepts any true value; older versions only the string `true`. */
  readonly hostStatusAnyTruthy: boolean;
  /**
   * 16.7: the cost of a page of `…/hosts` depends on the size of the page. From 14.1 to 16.6 it
   * depends on the square of the size of the job.
   */
  readonly cheapHostPages: boolean;
  /** 17.1: `…/hosts` supports `include_permissions`, which adds task ids. */
  readonly hostsPermissions: boolean;
}

type Flag = Exclude<keyof Capabilities, 'rexVersion' | 'source'>;

/** The plugin version that introduced each feature. */
const since: Readonly<Record<Flag, readonly [major: number, minor: number]>> = {
  outputIds: [8, 1],
  effectiveUserReadable: [12, 0],
  liveCounts: [13, 1],
  succeededOnly: [13, 2],
  hostsEndpoint: [14, 1],
  limitsReadable: [15, 0],
  patternInputs: [15, 0],
  cancelSearch: [16, 1],
  awaiting: [16, 3],
  includeHosts: [16, 7],
  hostStatusAnyTruthy: [16, 7],
  cheapHostPages: [16, 7],
  hostsPermissions: [17, 1],
};

const flags = Object.keys(since) as Flag[];

/** The capabilities of a server of unknown version. */
export const unknownCapabilities: Capabilities = {
  rexVersion: null,
  source: 'unknown',
  ...flagsFor([0, 0]),
};

/** The capabilities of a plugin version as in `/api/plugins`; `null` for an invalid version. */
export function capabilitiesOfVersion(version: string): Capabilities | null {
  const found = /^v?(\d+)\.(\d+)/.exec(version.trim());
  if (found === null) return null;
  return {
    rexVersion: version,
    source: 'plugins',
    ...flagsFor([Number(found[1]), Number(found[2])]),
  };
}

/** The documented parameters of each method of the job endpoints. */
export type DocumentedMethods = ReadonlyMap<string, ReadonlySet<string>>;

/** What the documentation mentions and the version that introduced it, newest first. */
const marks: readonly {
  method: string;
  parameter: string | null;
  version: readonly [number, number];
}[] = [
  { method: 'hosts', parameter: 'include_permissions', version: [17, 1] },
  { method: 'show', parameter: 'include_hosts', version: [16, 7] },
  { method: 'hosts', parameter: 'awaiting', version: [16, 3] },
  { method: 'cancel', parameter: 'search', version: [16, 1] },
  { method: 'hosts', parameter: null, version: [14, 1] },
  { method: 'rerun', parameter: 'succeeded_only', version: [13, 2] },
  { method: 'create', parameter: 'time_to_pickup', version: [9, 1] },
];

/** The capabilities by the API's documentation: its newest mark is the least version. */
export function capabilitiesOfDocumentation(methods: DocumentedMethods): Capabilities {
  const mark = marks.find(({ method, parameter }) => {
    const parameters = methods.get(method);
    return parameters !== undefined && (parameter === null || parameters.has(parameter));
  });
  return { rexVersion: null, source: 'apidoc', ...flagsFor(mark?.version ?? [0, 0]) };
}

/** A value from the cache; `null` if it lacks flags of this version of rexctl. */
export function cachedCapabilities(value: unknown): Capabilities | null {
  if (typeof value !== 'object' || value === null) return null;
  const record = value as Readonly<Record<string, unknown>>;
  if (record.source !== 'plugins' && record.source !== 'apidoc') return null;
  const known = flags.every((flag) => typeof record[flag] === 'boolean');
  const version = record.rexVersion;
  if (!known || !(version === null || typeof version === 'string')) return null;
  return value as Capabilities;
}

function flagsFor([major, minor]: readonly [number, number]): Record<Flag, boolean> {
  const entries = flags.map((flag) => {
    const [sinceMajor, sinceMinor] = since[flag];
    return [flag, major > sinceMajor || (major === sinceMajor && minor >= sinceMinor)] as const;
  });
  return Object.fromEntries(entries) as Record<Flag, boolean>;
}
