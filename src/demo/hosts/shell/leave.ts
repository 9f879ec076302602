/** Thrown to leave a command early; `status` is the resulting exit code. */
export class Leave extends Error {
  readonly what: 'exit' | 'return' | 'break' | 'continue';
  readonly status: number;
  /** The number of loops that are left. */
  readonly levels: number;

  constructor(what: Leave['what'], status: number, levels = 1) {
    super(what);
    this.name = 'Leave';
    this.what = what;
    this.status = status;
    this.levels = levels;
  }
}
