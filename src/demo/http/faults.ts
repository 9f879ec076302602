/**
 * The simulated faults; all of them can be changed while the server runs. Seeded random faults are
 * rules with a `probability`.
 */
export interface DemoFaults {
  /** Faults of single requests; the first rule that applies is used. */
  readonly rules: FaultRule[];
  /** A create or rerun results in one host too many or too few. */
  targetWrongHosts: 'more' | 'fewer' | null;
  /** Every create leaves a row without a task and answers 500. */
  orphanOnCreate: boolean;
  /** The smart proxy does not respond: a read of an unfinished host takes 120 s. */
  hungProxy: boolean;
  /** The smart proxy refuses connections; meanwhile, running hosts do not end. */
  deadProxy: boolean;
  /** Every n-th read of an unfinished host cannot reach the proxy; 0 = never. */
  transientProxyErrorEvery: number;
  /** Hosts end without an exit line. */
  lostExitLine: boolean;
  /**
   * The milliseconds by which the proxy's clock is ahead of the server's; a change affects hosts
   * that start later.
   */
  proxySkewMs: number;
  /** Output elements share timestamps. */
  equalTimestamps: boolean;
  /** Output is split at random places. */
  splitChunks: boolean;
  /**
   * Some output becomes readable only after later output; its timestamp is the time at which it was
   * written.
   */
  lateChunks: boolean;
  /**
   * The share, 0 to 1, of hosts for which the proxy cuts a character of several bytes between two
   * reads, among those that print one. They fail, and their output is lost from that character on.
   */
  cutCharacters: number;
  /** A read of output ignores `since` and returns everything. */
  sinceIgnored: boolean;
  /** A read of the output of many hosts ignores its search and returns all hosts. */
  bulkSearchIgnored: boolean;
  /** A read of a job's hosts ignores its search and returns all hosts. */
  hostSearchIgnored: boolean;
  /** Output elements with an id occur twice in a response. */
  doubledIds: boolean;
  /** Half of the reads of an ended host's output report it as incomplete. */
  waveringComplete: boolean;
  /** Every read of output reports it as incomplete. */
  neverComplete: boolean;
  /** Responses arrive in pieces that end anywhere, even inside characters of several bytes. */
  slicedAnswers: boolean;
  /** The job's task pauses after half of the hosts, until a user resumes it. */
  pausedTask: boolean;
  /** The last step of the job's task fails: the job is `failed` although no host failed. */
  finalizeError: boolean;
}

export interface FaultRule {
  readonly method?: string;
  /** A text or pattern that occurs anywhere in the path (without the query). */
  readonly path?: string | RegExp;
  /** The number of matching requests that pass before the rule applies. */
  after?: number;
  /** The number of times that it applies: 1 if absent, `Number.POSITIVE_INFINITY` = always. */
  times?: number;
  /** The probability, 0 to 1, decided by the server's seed. */
  readonly probability?: number;
  readonly effect: FaultEffect;
}

export type FaultEffect =
  /** The response is an HTML page, as from a reverse proxy; the request is not processed. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly retryAfter?: string;
      readonly body?: string;
    }
  /** The connection is cut, and the request is never processed. */
  | { readonly kind: 'never_processed' }
  /** Like `never_processed`, but the client sees a reset. */
  | { readonly kind: 'reset' }
  /** The request is processed, then the connection is cut: the response is lost. */
  | { readonly kind: 'answer_lost' }
  /**
   * The connection is cut immediately, and the request is processed later, after this time on the
   * injected clock.
   */
  | { readonly kind: 'processed_late'; readonly ms: number }
  /** The connection is cut in the middle of the response body. */
  | { readonly kind: 'cut_body' }
  /** The response takes this long, on the injected clock. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Like `answer`, but the request was processed: a reverse proxy timed out. */
  | { readonly kind: 'answer_after'; readonly status: number };

export function newFaults(given: Partial<DemoFaults> = {}): DemoFaults {
  return {
    rules: [],
    targetWrongHosts: null,
    orphanOnCreate: false,
    hungProxy: false,
    deadProxy: false,
    transientProxyErrorEvery: 0,
    lostExitLine: false,
    proxySkewMs: 0,
    equalTimestamps: false,
    splitChunks: false,
    lateChunks: false,
    cutCharacters: 0,
    sinceIgnored: false,
    bulkSearchIgnored: false,
    hostSearchIgnored: false,
    doubledIds: false,
    waveringComplete: false,
    neverComplete: false,
    slicedAnswers: false,
    pausedTask: false,
    finalizeError: false,
    ...given,
  };
}

/** The effect for a request, or null. Removes a rule after its last use. */
export function faultFor(
  faults: DemoFaults,
  method: string,
  path: string,
  random: () => number,
): FaultEffect | null {
  for (const rule of faults.rules) {
    if (!matches(rule, method, path)) continue;
    if ((rule.after ?? 0) > 0) {
      rule.after = (rule.after ?? 0) - 1;
      continue;
    }
    if (rule.probability !== undefined && random() >= rule.probability) continue;
    use(faults, rule);
    return rule.effect;
  }
  return null;
}

function matches(rule: FaultRule, method: string, path: string): boolean {
  if (rule.method !== undefined && rule.method !== method) return false;
  if (rule.path === undefined) return true;
  return typeof rule.path === 'string' ? path.includes(rule.path) : rule.path.test(path);
}

function use(faults: DemoFaults, rule: FaultRule): void {
  const always = rule.probability === undefined ? 1 : Number.POSITIVE_INFINITY;
  rule.times = (rule.times ?? always) - 1;
  if (rule.times <= 0) faults.rules.splice(faults.rules.indexOf(rule), 1);
}
