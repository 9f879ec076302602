/** How a command is left early; `status` is the exit code that remains. */
export class Leave extends Error {
  readonly what: 'exit' | 'return' | 'break' | 'continue';
  readonly status: number;
  /** How many loops are left. */
  readonly levels: number;

  constructor(what: Leave['what'], status: number, levels = 1) {
    super(what);
    this.name = 'Leave';
    this.what = what;
    this.status = status;
    this.levels = levels;
  }
}
