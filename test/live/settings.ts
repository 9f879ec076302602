/** Where the live checks run; everything comes from the environment. */
export interface LiveSettings {
  readonly server: string;
  readonly user: string;
  readonly token: string;
  /** A job template with an input `command`. */
  readonly template: string;
  /** A host search; jobs are started on what it matches, at most `mostHosts`. */
  readonly hosts: string;
  /** A shell command that restarts the server; without one nothing is restarted. */
  readonly restart: string | null;
}

const variables = {
  server: 'REXCTL_LIVE_SERVER',
  user: 'REXCTL_LIVE_USER',
  token: 'REXCTL_LIVE_TOKEN',
  template: 'REXCTL_LIVE_TEMPLATE',
  hosts: 'REXCTL_LIVE_HOSTS',
} as const;

/** Jobs of the checks are refused on more hosts than this. */
export const mostHosts = 20;

export function liveSettings(env: Readonly<Record<string, string | undefined>>): LiveSettings {
  const missing = Object.values(variables).filter((name) => (env[name] ?? '') === '');
  if (missing.length > 0) {
    throw new Error(
      `the live checks need ${missing.join(', ')}: a server, its user and token, a template with an input \`command\`, and a host search`,
    );
  }
  const entries = Object.entries(variables).map(([key, name]) => [key, env[name]] as const);
  const needed = Object.fromEntries(entries) as unknown as Omit<LiveSettings, 'restart'>;
  return { ...needed, restart: env.REXCTL_LIVE_RESTART || null };
}

/** Before any check: reports what is missing instead of failing in each. */
export function setup(): void {
  liveSettings(process.env);
}
