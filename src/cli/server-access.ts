import type {
  Connection,
  OutageTolerance,
  SecretSource,
  SessionStore,
  TraceLine,
} from '../api/connection.ts';
import type { OpenSettings } from '../settings/open-settings.ts';
import type { ReadyConnection } from '../settings/ready-connection.ts';
import { durationInWords } from '../text/counts.ts';
import type { CommandOutput } from './command-output.ts';
import type { GlobalOptions } from './options/global-options.ts';
import type { Runtime } from './runtime.ts';

/** A credential that `login` verifies before it saves it. */
export interface ConnectOverrides {
  readonly server: string;
  readonly login: string;
  readonly secret: string;
  readonly secretSource?: SecretSource;
  /** PEM. */
  readonly ca?: string;
  /** The place that it comes from, for messages. */
  readonly caLabel?: string;
  /** PEM. */
  readonly clientCert?: { readonly cert: string; readonly key: string };
  readonly allowPlainHttp?: boolean;
}

interface AccessSettings {
  readonly runtime: Runtime;
  readonly globals: GlobalOptions;
  /** Reads the settings once. */
  readonly openSettings: () => Promise<OpenSettings>;
}

/** The settings and connections of one command; nothing is read or opened before it is needed. */
export class ServerAccess {
  private readonly runtime: Runtime;
  private readonly globals: GlobalOptions;
  private readonly source: AccessSettings['openSettings'];
  private readonly output: CommandOutput;
  private opened: Promise<Connection> | undefined;
  private openSettings: Promise<OpenSettings> | undefined;
  private readonly connections: Connection[] = [];
  private outageTolerance: OutageTolerance | undefined;

  constructor({ runtime, globals, openSettings }: AccessSettings, output: CommandOutput) {
    this.runtime = runtime;
    this.globals = globals;
    this.source = openSettings;
    this.output = output;
  }

  connection(): Promise<Connection> {
    this.opened ??= this.openOwn();
    return this.opened;
  }

  async connect(overrides: ConnectOverrides): Promise<Connection> {
    const settings = await this.settings();
    const { proxy } = settings.resolve(this.globals, { mayBeNew: true });
    return this.open({ ...overrides, proxy }, settings, noSessions);
  }

  settings(): Promise<OpenSettings> {
    this.openSettings ??= this.readSettings();
    return this.openSettings;
  }

  async hostLimit(): Promise<number | null> {
    return (await this.settings()).resolve(this.globals).hostLimit;
  }

  tolerateOutages(giveUpAfterMs: number, { silent = false } = {}): void {
    const limit = durationInWords(giveUpAfterMs);
    const onOutage = (reason: string) => {
      if (!silent) void this.output.note(`${reason}; retrying for up to ${limit}`);
    };
    this.outageTolerance = { giveUpAfterMs, onOutage };
  }

  get toleratesOutages(): boolean {
    return this.outageTolerance !== undefined;
  }

  async close(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.close()));
  }

  private async readSettings(): Promise<OpenSettings> {
    const settings = await this.source();
    settings.keyring.onWait = () =>
      void this.output.note(
        'Waiting for the keyring of this machine; it may ask for its password.',
      );
    for (const warning of settings.warnings) await this.output.warn(warning);
    return settings;
  }

  private async openOwn(): Promise<Connection> {
    const settings = await this.settings();
    const { signal } = this.runtime.interrupts;
    const { secret, ...ready } = await settings.connection(this.globals, signal);
    if (secret.warning !== null) await this.output.warn(secret.warning);
    const secretSource = { label: secret.source, remedy: secret.remedy };
    return this.open({ ...ready, secret: secret.value, secretSource }, settings, settings.sessions);
  }

  private async open(
    options: ConnectOverrides & Partial<Omit<ReadyConnection, 'secret'>>,
    settings: OpenSettings,
    sessions: SessionStore,
  ): Promise<Connection> {
    const { openConnection } = await import('../api/open-connection.ts');
    const { clock, random, version, interrupts } = this.runtime;
    const { requestTimeout, verbose } = this.globals;
    const { err } = this.output.io;
    const connection = openConnection({
      ...options,
      clock,
      random,
      version,
      sessions,
      capabilityCache: settings.capabilities,
      requestTimeoutMs: requestTimeout,
      outageTolerance: this.outageTolerance,
      trace: verbose ? (line) => void err.write(`${traceText(line)}\n`) : undefined,
    });
    this.connections.push(connection);
    return connection.with({ signal: interrupts.signal });
  }
}

const noSessions: SessionStore = {
  read: async () => null,
  write: async () => undefined,
  drop: async () => undefined,
};

/** `--verbose`: one line for each request, free of secrets. */
function traceText({
  method,
  url,
  status,
  milliseconds,
  login,
  request_id,
  error,
}: TraceLine): string {
  const end = status === null ? (error ?? 'no response') : String(status);
  const id = request_id === null ? '' : `, request ${request_id}`;
  return `> ${method} ${url} -> ${end} in ${Math.round(milliseconds)} ms (${login}${id})`;
}
