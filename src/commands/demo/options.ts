import type { GlobalOptions } from '../../cli/options/global-options.ts';
import { type Failure, usageError } from '../../errors.ts';
import { hostCount } from '../../text/counts.ts';

interface DemoFlags {
  readonly serve?: true | undefined;
  readonly port?: string | undefined;
  readonly hosts?: string | undefined;
  readonly fail?: string | undefined;
  readonly pause: boolean;
}

export interface DemoOptions {
  readonly isServer: boolean;
  readonly port: number | undefined;
  /** The hosts of `--hosts`, some of which fail; undefined = the small world. */
  readonly crowd: Crowd | undefined;
  readonly pauses: boolean;
}

export interface Crowd {
  readonly hosts: number;
  readonly failing: number;
}

/** The most hosts; more would take too long to start. */
const mostHosts = 20_000;

/** The options of the demo; throws a usage `Failure` for those that it cannot use. */
export function demoOptions(flags: DemoFlags, globals: GlobalOptions): DemoOptions {
  const { serve: isServer = false, port, hosts, fail, pause } = flags;
  refuseServers(globals);
  if (isServer && !pause)
    throw usageError('--no-pause and --serve cannot be used together', 'use only one');
  if (!isServer) refuseFormats(globals);
  return {
    isServer,
    port: port === undefined ? undefined : numberIn('--port', port, [0, 65_535]),
    crowd: hosts === undefined ? undefined : crowdOf(hosts, fail ?? '5%'),
    pauses: pause && globals.input,
  };
}

function crowdOf(hostsText: string, fail: string): Crowd {
  const hosts = numberIn('--hosts', hostsText, [1, mostHosts]);
  return { hosts, failing: failingOf(fail, hosts) };
}

/** The number of hosts that fail. A percentage is rounded, to at least one host unless it is 0%. */
function failingOf(text: string, hosts: number): number {
  const [, number, isShare] = /^(\d{1,6}(?:\.\d{1,4})?)(%)?$/.exec(text) ?? [];
  const value = Number(number);
  if (number === undefined || (isShare === undefined && !Number.isInteger(value)))
    throw usageError(
      `invalid --fail \`${text}\`: expected a number of hosts or a percentage, e.g. 5%`,
    );
  if (isShare === undefined) {
    if (value <= hosts) return value;
    throw usageError(`--fail is ${value}, but --hosts is ${hosts}`, `use at most ${hosts}`);
  }
  if (value > 100)
    throw usageError(`invalid --fail \`${text}\`: expected a percentage from 0% to 100%`);
  return value === 0 ? 0 : Math.max(1, Math.round((hosts * value) / 100));
}

function numberIn(flag: string, text: string, [least, most]: readonly [number, number]): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
  throw usageError(`invalid ${flag} \`${text}\`: expected a whole number from ${least} to ${most}`);
}

/** Refuses options for a server because the demo always uses its own. */
function refuseServers(globals: GlobalOptions): void {
  const { server, login, tokenFile, caFile, profile, organization, location } = globals;
  const flags = [
    ['--server', server],
    ['--login', login],
    ['--token-file', tokenFile],
    ['--ca-file', caFile],
    ['--profile', profile],
    ['--organization', organization],
    ['--location', location],
  ] as const;
  const given = flags.find(([, value]) => value !== undefined);
  if (given !== undefined)
    throw usageError(
      `${given[0]} cannot be used with \`demo\`, which has its own server`,
      `omit ${given[0]}`,
    );
}

/** Refuses options for documents because the tour is text; only `--serve` prints a document. */
function refuseFormats({ format, fields, quiet }: GlobalOptions): void {
  if (quiet) throw needsServe('--quiet', '--quiet');
  if (fields !== undefined) throw needsServe('--fields', '--json --fields server');
  if (format !== 'table')
    throw needsServe(format === 'json' ? '--json' : `--format ${format}`, '--json');
}

function needsServe(flag: string, better: string): Failure {
  return usageError(
    `${flag} needs --serve: the tour is plain text`,
    `try: rexctl demo --serve ${better}`,
  );
}

/** The number of hosts in a sentence of the tour: `12 hosts`. */
export function crowdSize(crowd: Crowd | undefined): string {
  return crowd === undefined ? '12 web hosts' : hostCount(crowd.hosts);
}
