/** An element of a host's output: a chunk of text, not a line. */
export interface OutputElement {
  /** Absent in elements that the server adds on reading: the exit line and proxy errors. */
  readonly id?: number;
  /** REX 14.1+: the number of the chunk or `exit`, `exception-…`; unique for a host in a job. */
  readonly external_id?: string;
  /** REX 8.1.1 to 14.0. */
  readonly sequence_id?: number;
  /** stdout, stderr, debug or another. */
  readonly output_type: string;
  readonly output: string;
  /** Seconds since 1970 with microseconds; a Date would not be exact enough. */
  readonly timestamp: number;
}

/** The response to one read of one host's output. */
export interface HostOutput {
  readonly complete: boolean;
  /** Sorted by time and id. */
  readonly elements: readonly OutputElement[];
  /** The job is scheduled and has not started. */
  readonly delayed: boolean;
  readonly start_at: string | null;
}

/** A line of a host on one stream; the last one may have no line end. */
export interface OutputLine {
  readonly stream: string;
  /** The unchanged text, with its line end if it has one. */
  readonly text: string;
  readonly timestamp: number;
  /** The server returned it after later lines were delivered. */
  readonly late: boolean;
}
