/**
 * What a server can do, by the version of its Remote Execution plugin. With `source: 'unknown'`
 * every flag is false, so that reads fall back and unsafe writes are refused.
 */
export interface Capabilities {
  /** E.g. `17.1.0`; `null` when only the API's own documentation could be read. */
  readonly rexVersion: string | null;
  readonly source: 'plugins' | 'apidoc' | 'unknown';
  /** 8.1: output elements have ids. */
  readonly outputIds: boolean;
  /** 12: jobs have their effective user and template. */
  readonly effectiveUserReadable: boolean;
  /** 13.1: counts are live numbers, and cancelled hosts are counted. */
  readonly liveCounts: boolean;
  /** 13.2: rerun knows `succeeded_only`. */
  readonly succeededOnly: boolean;
  /** 14.1: `…/hosts`. */
  readonly hostsEndpoint: boolean;
  /** 15: jobs have concurrency level and execution timeout. */
  readonly limitsReadable: boolean;
  /** 15: jobs have their inputs without their hosts. */
  readonly patternInputs: boolean;
  /** 16.1: cancel obeys `search`; before, it cancels everything. */
  readonly cancelSearch: boolean;
  /** 16.3: `…/hosts` knows `awaiting`. */
  readonly awaiting: boolean;
  /** 16.7: show and create obey `include_hosts`. */
  readonly includeHosts: boolean;
  /** 16.7: `host_status` takes any truthy value; before, only the string `true`. */
  readonly hostStatusAnyTruthy: boolean;
  /**
   * 16.7: a page of `…/hosts` costs one page; from 14.1 until then every page costs the whole job
   * squared.
   */
  readonly cheapHostPages: boolean;
  /** 17.1: `…/hosts` knows `include_permissions`, which adds task ids. */
  readonly hostsPermissions: boolean;
}

type Flag = Exclude<keyof Capabilities, 'rexVersion' | 'source'>;

/** Since which plugin version. */
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

/** The conservative path: no feature is relied on. */
export const unknownCapabilities: Capabilities = {
  rexVersion: null,
  source: 'unknown',
  ...flagsFor([0, 0]),
};

/** From the version in `/api/plugins`; `null` when it is no version. */
export function capabilitiesOfVersion(version: string): Capabilities | null {
  const found = /^v?(\d+)\.(\d+)/.exec(version.trim());
  if (found === null) return null;
  return {
    rexVersion: version,
    source: 'plugins',
    ...flagsFor([Number(found[1]), Number(found[2])]),
  };
}

/** Which parameters each method of the job endpoints documents. */
export type DocumentedMethods = ReadonlyMap<string, ReadonlySet<string>>;

/** Newest first: what the documentation mentions, and the version that introduced it. */
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

/** From the API's own documentation: the newest mark gives a lower bound of the version. */
export function capabilitiesOfDocumentation(methods: DocumentedMethods): Capabilities {
  const mark = marks.find(({ method, parameter }) => {
    const parameters = methods.get(method);
    return parameters !== undefined && (parameter === null || parameters.has(parameter));
  });
  return { rexVersion: null, source: 'apidoc', ...flagsFor(mark?.version ?? [0, 0]) };
}

/** A value from the cache, if this very version of the program could have written it. */
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
