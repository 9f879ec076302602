/**
 * What can fail on purpose; all of it can be changed while the server runs.
 * Seeded random faults belong here too: rules with a `probability`.
 */
export interface DemoFaults {
  /** Faults of single requests, looked through in order; the first that applies is used. */
  readonly rules: FaultRule[];
  /** A create or rerun ends up with one host too many or too few. */
  targetWrongHosts: 'more' | 'fewer' | null;
  /** Every create leaves a row without a task and answers 500. */
  orphanOnCreate: boolean;
  /** The smart proxy does not answer: a read of an unfinished host takes 120 s. */
  hungProxy: boolean;
  /** The smart proxy refuses connections; hosts that run do not end while it lasts. */
  deadProxy: boolean;
  /** Every n-th read of an unfinished host cannot reach the proxy; 0 = never. */
  transientProxyErrorEvery: number;
  /** Hosts end without an exit line. */
  lostExitLine: boolean;
  /**
   * How far the proxy's clock is ahead of the server's, in milliseconds; for hosts that start from
   * now on.
   */
  proxySkewMs: number;
  /** Output elements share timestamps. */
  equalTimestamps: boolean;
  /** Output is cut anywhere. */
  splitChunks: boolean;
  /**
   * Some output becomes readable only after what was written later; its timestamp is when it was
   * written.
   */
  lateChunks: boolean;
  /**
   * The share, 0 to 1, of the hosts with characters of more than one byte in their output of which
   * the proxy cuts one between two reads: they fail, and from there on their output is lost.
   */
  cutCharacters: number;
  /** A read of output gives all of it, whatever `since` asks for. */
  sinceIgnored: boolean;
  /** A read of many hosts gives all of them, whatever its search asks for. */
  bulkSearchIgnored: boolean;
  /** A read of a job's hosts gives all of them, whatever its search asks for. */
  hostSearchIgnored: boolean;
  /** Output elements that have an id come twice in one answer. */
  doubledIds: boolean;
  /** Half of the reads of an ended host's output report it as incomplete. */
  waveringComplete: boolean;
  /** No read of output ever reports it as complete. */
  neverComplete: boolean;
  /** Answers arrive in pieces that end anywhere, also inside characters of more than one byte. */
  slicedAnswers: boolean;
  /** The parent task pauses after half of the hosts, until it is resumed. */
  pausedTask: boolean;
  /** The parent's own finalization raises: `failed` although no host failed. */
  finalizeError: boolean;
}

export interface FaultRule {
  readonly method?: string;
  /** Found anywhere in the path (without the query). */
  readonly path?: string | RegExp;
  /** Requests that match but are let through first. */
  after?: number;
  /** How often it applies; 1 unless given, `Number.POSITIVE_INFINITY` for always. */
  times?: number;
  /** 0 to 1, drawn from the server's seed. */
  readonly probability?: number;
  readonly effect: FaultEffect;
}

export type FaultEffect =
  /** An HTML page instead of the server's answer, as from a reverse proxy; not processed. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly retryAfter?: string;
      readonly body?: string;
    }
  /** The connection is cut before the request is processed. */
  | { readonly kind: 'never_processed' }
  /** The same, but the client sees a reset. */
  | { readonly kind: 'reset' }
  /** The request is processed, then the connection is cut: the response is lost. */
  | { readonly kind: 'answer_lost' }
  /**
   * The connection is cut at once, and the request is processed this much later, on the injected
   * clock.
   */
  | { readonly kind: 'processed_late'; readonly ms: number }
  /** The connection is cut in the middle of the answer's body. */
  | { readonly kind: 'cut_body' }
  /** The answer takes this long, on the injected clock. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** As `answer`, but after the request was processed: a reverse proxy that timed out. */
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

/** The effect for a request, or null; a rule that is used up is removed. */
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
