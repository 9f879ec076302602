/** One element of a host's output as the server gives it; a chunk of bytes, not a line. */
export interface OutputElement {
  /**
   * Absent for what the server makes up on reading: the exit line and "Error loading data from
   * proxy".
   */
  readonly id?: number;
  /** REX 14.1+: chunk number or `exit`/`exception-…`, unique per host run. */
  readonly external_id?: string;
  /** REX 8.1.1 to 14.0. */
  readonly sequence_id?: number;
  /** stdout, stderr, debug; others pass through. */
  readonly output_type: string;
  readonly output: string;
  /** Seconds since the epoch with microseconds; kept as the number that came, never as a Date. */
  readonly timestamp: number;
}

/** The response to one read of one host's output. */
export interface HostOutput {
  readonly complete: boolean;
  /**
   * In the order of `(timestamp, id)`, sorted at the edge because the server's sort is unstable.
   */
  readonly elements: readonly OutputElement[];
  /** The job is scheduled and has not begun. */
  readonly delayed: boolean;
  readonly start_at: string | null;
}

/** A line (or an unterminated tail) of one host and stream. */
export interface OutputLine {
  readonly stream: string;
  /** With its line end if it had one; bytes as they came. */
  readonly text: string;
  readonly timestamp: number;
  /** It became visible after later lines had been delivered. */
  readonly late: boolean;
}
