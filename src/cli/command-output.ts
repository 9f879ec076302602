import type { Clock } from '../clock.ts';
import { failureKinds } from '../errors.ts';
import type { Answer, Format } from '../ui/answers/answer.ts';
import type { LongAnswer } from '../ui/answers/print-long-answer.ts';
import type { QueriedOutput } from '../ui/answers/query/queried-output.ts';
import { createIo, type Io, type Output, redirected } from '../ui/terminal/io.ts';
import { type Screen, screenOf } from '../ui/terminal/screen.ts';
import type { GlobalOptions } from './options/global-options.ts';
import { type PagedOutput, pagedOutput } from './paged-output.ts';
import type { Runtime } from './runtime.ts';

/** True for formats that programs read: then messages on standard error are JSON too. */
export function isMachine(format: Format): boolean {
  return format === 'json' || format === 'ndjson' || format === 'yaml' || format === 'csv';
}

/** Puts `--query` before standard output. */
export type OpenQuery = (out: Output) => QueriedOutput;

interface OutputSettings {
  readonly runtime: Runtime;
  readonly globals: GlobalOptions;
  readonly commandName: string;
  readonly query: OpenQuery | undefined;
  /** The output may be long. */
  readonly isPaged: boolean;
  readonly areFieldsKnown: boolean;
}

/** Prints for one command: its answer on standard output, notes and warnings on standard error. */
export class CommandOutput {
  readonly io: Io;
  readonly started = new StartedJobs();
  private readonly globals: GlobalOptions;
  private readonly clock: Clock;
  /** `--fields` was checked: a field that the answer lacks is printed as `null`. */
  private readonly areFieldsKnown: boolean;

  private readonly commandName: string;
  private readonly queried: QueriedOutput | undefined;
  private readonly paged: PagedOutput | undefined;

  constructor(settings: OutputSettings) {
    const { runtime, globals, query, commandName, areFieldsKnown } = settings;
    const io = createIo(runtime, { color: globals.color, noInput: !globals.input });
    this.queried = query?.(io.out);
    this.paged =
      settings.isPaged && query === undefined ? pagedOutput(io, globals, runtime) : undefined;
    const { out = io.out, err = io.err } = { ...this.paged, ...this.queried };
    this.io = redirected(io, { out, err: markingNamed(this.started, err) });
    this.globals = globals;
    this.clock = runtime.clock;
    this.commandName = commandName;
    this.areFieldsKnown = areFieldsKnown;
  }

  async print<Row>(answer: Answer<Row>, columns?: readonly string[]): Promise<void> {
    const { printAnswer } = await import('../ui/answers/print-answer.ts');
    const { format, fields, quiet, isTableAsked } = this.globals;
    const { note, ...silent } = answer;
    const shown = {
      ...silent,
      mayLack: this.areFieldsKnown,
      ...(quiet || note === undefined ? {} : { note }),
    };
    const { io, clock, commandName } = this;
    await printAnswer(shown, { format, fields, columns, isTableAsked, io, clock, commandName });
  }

  async printLong<Row>(answer: LongAnswer<Row>): Promise<void> {
    const { printLongAnswer } = await import('../ui/answers/print-long-answer.ts');
    const { format, fields, isTableAsked } = this.globals;
    const { io, clock } = this;
    await printLongAnswer(answer, { format, fields, isTableAsked, io, clock });
  }

  /** Prints what was held back (`Context.endOutput`). */
  async end(exitCode: number): Promise<number> {
    await this.paged?.end();
    const trouble = await this.queried?.end();
    if (trouble === undefined || trouble === null) return exitCode;
    await this.warn(`--query failed, so the document is printed as it is: ${trouble}`);
    return exitCode === 0 ? failureKinds.usage : exitCode;
  }

  async note(text: string): Promise<void> {
    if (this.globals.quiet || isMachine(this.globals.format)) return;
    await this.writeNote(text);
  }

  async warn(text: string): Promise<void> {
    if (isMachine(this.globals.format) && this.globals.queryLook !== 'plain') {
      const { jsonLine } = await import('../ui/answers/json.ts');
      await this.io.err.write(jsonLine({ warning: text }));
    } else await this.writeNote(`rexctl: ${text}`);
  }

  /** Whether the terminal may show what the command waits for. */
  get showsProgress(): boolean {
    const { quiet, verbose, format } = this.globals;
    if (this.paged?.isPaging() === true) return false;
    return this.io.err.isTerminal && !quiet && !verbose && !isMachine(format);
  }

  errScreen(): Promise<Screen> {
    return screenOf(this.io.err, this.io, this.clock);
  }

  private async writeNote(text: string): Promise<void> {
    const { sanitise } = await import('../ui/terminal/sanitise.ts');
    await this.io.err.write(`${sanitise(text, { color: this.io.err.colorLevel > 0 })}\n`);
  }
}

/** The jobs that this command started, and which of them standard error has not named yet. */
class StartedJobs {
  private readonly unnamed = new Set<number>();

  add(id: number): void {
    this.unnamed.add(id);
  }

  /** To be called with each text on standard error. */
  markNamed(text: string): void {
    const numbers = new Set(text.match(/\d+/g)?.map(Number));
    for (const id of this.unnamed) if (numbers.has(id)) this.unnamed.delete(id);
  }

  /** One sentence for each job that was not named yet: the jobs run, whatever fails. */
  takeUnnamed(): readonly string[] {
    const ids = [...this.unnamed];
    this.unnamed.clear();
    return ids.map((id) => `job ${id} was started and keeps running: rexctl watch ${id}`);
  }
}

function markingNamed(started: StartedJobs, err: Output): Output {
  const write: Output['write'] = (text, onEnd) => {
    started.markNamed(text);
    return err.write(text, onEnd);
  };
  return Object.create(err, { write: { value: write } });
}
