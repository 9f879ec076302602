import type { Environment } from '../environment.ts';
import type { Io, Output } from '../ui/terminal/io.ts';
import { withoutLinks } from '../ui/terminal/links.ts';
import type { GlobalOptions } from './options/global-options.ts';
import { lessOptions, type Pager } from './programs/pager.ts';
import type { Runtime } from './runtime.ts';

/** Standard output that goes through a pager as soon as it is longer than the screen. */
export interface PagedOutput {
  readonly out: Output;
  /** Text that is written here waits while the pager is on the screen. */
  readonly err: Output;
  /** The pager is on the screen. */
  isPaging(): boolean;
  /** Prints what was held back, and waits until the user has left the pager. */
  end(): Promise<void>;
}

type PagedRuntime = Pick<Runtime, 'env' | 'openPager' | 'interrupts'>;

/** `undefined` if no pager is wanted, or if there is no keyboard to leave it. */
export function pagedOutput(
  io: Pick<Io, 'out' | 'err' | 'input'>,
  globals: Partial<Pick<GlobalOptions, 'format' | 'input' | 'pager'>>,
  runtime: PagedRuntime,
): PagedOutput | undefined {
  const { out, err } = io;
  const chosen = chosenPager(runtime.env);
  const isTerminal = out.isTerminal && out.isDumb !== true && io.input.isTTY === true;
  const isWanted = globals.input !== false && globals.pager !== false;
  const isForPeople = (globals.format ?? 'table') === 'table';
  if (!isTerminal || !isWanted || !isForPeople || chosen.command === '') return undefined;
  return new PagedScreen(out, err, chosen, runtime).asOutput();
}

interface ChosenPager {
  /** Empty: no pager. */
  readonly command: string;
  /** The environment variable that names it; `null` for the default. */
  readonly variable: 'REXCTL_PAGER' | 'PAGER' | null;
}

function chosenPager(env: Environment): ChosenPager {
  const variable = env.REXCTL_PAGER !== undefined ? 'REXCTL_PAGER' : 'PAGER';
  const command = (env.REXCTL_PAGER ?? env.PAGER)?.trim();
  if (command === undefined) return { command: 'less', variable: null };
  return { command: command === 'cat' ? '' : command, variable };
}

/** `less` shows color only with its option R. */
function passesColor(command: string, { LESS = lessOptions }: Environment): boolean {
  const [program = '', ...words] = command.split(/\s+/);
  if (!/(?:^|\/)less$/.test(program)) return true;
  return [LESS, ...words].some((word) => /r/i.test(word));
}

/** Moves the cursor or erases something, as a spinner does; a note may have color. */
const drawing = /\r|\u001b\[[?\d;]*[^?\d;m]/;

/** Text that the pager may not have shown is kept up to this many characters. */
const mostKept = 1_048_576;

type Stage = 'holding' | 'paging' | 'plain' | 'left';

class PagedScreen {
  private readonly out: Output;
  private readonly err: Output;
  private readonly chosen: ChosenPager;
  private readonly runtime: PagedRuntime;
  private stage: Stage = 'holding';
  private pager: Pager | undefined;
  /**
   * Text that was not printed yet, or that the pager received; `null` if it is too long to keep.
   */
  private kept: string | null = '';
  private breaks = 0;
  private notes: string[] = [];
  private turn = Promise.resolve();

  constructor(out: Output, err: Output, chosen: ChosenPager, runtime: PagedRuntime) {
    this.out = out;
    this.err = err;
    this.chosen = chosen;
    this.runtime = runtime;
  }

  asOutput(): PagedOutput {
    const colors = passesColor(this.chosen.command, this.runtime.env);
    const write: Output['write'] = (text, onEnd) => {
      this.turn = this.turn.then(() => this.take(text));
      return this.turn.then(() => onEnd?.(true));
    };
    const note: Output['write'] = async (text, onEnd) => {
      if (!this.mustWait(text)) return this.err.write(text, onEnd);
      this.notes.push(text);
      onEnd?.(true);
    };
    return {
      out: Object.create(this.out, {
        write: { value: write },
        ...(colors ? {} : { colorLevel: { value: 0 } }),
      }),
      err: Object.create(this.err, { write: { value: note } }),
      isPaging: () => this.stage === 'paging',
      end: () => this.end(),
    };
  }

  /** Notes stay behind the text that they follow; a spinner and a question are shown at once. */
  private mustWait(text: string): boolean {
    if (this.stage === 'paging') return true;
    const isNote = text.endsWith('\n') && !drawing.test(text);
    return this.stage === 'holding' && this.kept !== '' && isNote;
  }

  private async take(text: string): Promise<void> {
    if (this.stage === 'plain') return this.out.write(text);
    if (this.stage === 'left') return;
    if (this.stage === 'paging') return this.give(text);
    this.kept += text;
    this.breaks += text.split('\n').length - 1;
    if (this.breaks >= this.out.rows) await this.open();
  }

  private async open(): Promise<void> {
    const pager = await this.runtime.openPager(this.chosen.command);
    if (pager === null) return this.giveUp();
    this.pager = pager;
    this.stage = 'paging';
    const held = this.kept ?? '';
    this.kept = '';
    await this.give(held);
    // The command stops reading when the user has left the pager.
    void pager.closed.then((isShown) => {
      if (isShown && this.stage === 'paging') this.leave();
    });
  }

  private async give(text: string): Promise<void> {
    const { kept } = this;
    this.kept = kept === null || kept.length + text.length > mostKept ? null : kept + text;
    // Older pagers show links as text.
    if (await this.pager?.write(withoutLinks(text))) return;
    if (await this.pager?.closed) this.leave();
    else await this.giveUp();
  }

  private leave(): void {
    this.stage = 'left';
    this.runtime.interrupts.press('EPIPE');
  }

  /** Prints what the pager may not have shown. */
  private async giveUp(): Promise<void> {
    const { command, variable } = this.chosen;
    const isLost = this.kept === null ? '; the beginning of the output is lost' : '';
    if (variable !== null || isLost !== '')
      await this.warn(`the pager \`${command}\` failed (${variable ?? 'PAGER'})${isLost}`);
    this.stage = 'plain';
    await this.out.write(this.kept ?? '');
    this.kept = '';
    await this.printNotes();
  }

  private async printNotes(): Promise<void> {
    for (const text of this.notes.splice(0)) await this.err.write(text);
  }

  private async warn(text: string): Promise<void> {
    const { oneLine } = await import('../ui/terminal/sanitise.ts');
    await this.err.write(`rexctl: ${oneLine(text)}\n`);
  }

  private async end(): Promise<void> {
    await this.turn;
    if (this.stage === 'holding') await this.out.write(this.kept ?? '');
    if (this.stage === 'paging') {
      this.stage = 'left';
      this.pager?.end();
      if (!(await this.pager?.closed)) await this.giveUp();
    }
    if (this.stage === 'holding') this.stage = 'plain';
    await this.printNotes();
  }
}
