import { isUtf8 } from 'node:buffer';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../cli/context.ts';
import { editorCommands } from '../cli/programs/editor.ts';
import { withoutByteOrderMark } from '../cli/text-source.ts';
import { type Failure, refusal, usageError } from '../errors.ts';
import { editedFile, textOfEditedFile } from '../text/edited-text.ts';
import { exitWords } from '../text/exit-words.ts';
import { fileTrouble } from '../text/file-trouble.ts';

/** The text to open in an editor. */
interface Opened {
  readonly text: string;
  /** The lines above the text, which say what will happen. */
  readonly about: readonly string[];
  /** Editors choose their colors by the end of the file name. */
  readonly fileName: string;
}

/**
 * A text that the user writes in an editor, in a file that only this user can read. The file stays
 * until the text is no longer needed: a start that fails does not lose it.
 */
export class Draft {
  private folder: string | null = null;
  /** The file, if its text exists nowhere else. */
  private written: string | null = null;

  /**
   * Returns the text as the user saved it. Throws a `Failure` if it must not be sent: the editor
   * failed, or the text is empty or unchanged.
   */
  async edit(context: Context, opened: Opened): Promise<string> {
    const path = await this.open(opened);
    const left = await runEditor(context, path).catch(async (error: unknown) => {
      await this.take(path, opened).catch(() => undefined);
      throw error;
    });
    const text = await this.take(path, opened);
    if (left !== null) throw left;
    if (text.trim() === '') throw refusal('the text is empty. Nothing was sent');
    if (this.written === null)
      throw refusal(
        'the text was not changed. Nothing was sent',
        'to run it as it is, omit --edit',
      );
    return text;
  }

  /** To be called when the text was sent, or if there is none. */
  async remove(): Promise<void> {
    const { folder } = this;
    this.folder = null;
    this.written = null;
    if (folder !== null) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }

  /** Names the file of a text that would be lost. */
  async keep(context: Context): Promise<void> {
    const { written } = this;
    if (written === null) await this.remove();
    else await context.warn(`your text is kept in ${written}`);
  }

  private async open({ text, about, fileName }: Opened): Promise<string> {
    try {
      this.folder = await mkdtemp(join(tmpdir(), 'rexctl-edit-'));
      const path = join(this.folder, fileName);
      await writeFile(path, editedFile(text, about), { flag: 'wx', mode: 0o600 });
      return path;
    } catch (error) {
      throw usageError(
        `cannot write a file for the editor in \`${tmpdir()}\`: ${fileTrouble(error)}`,
        'choose another folder with the variable TMPDIR, or use --script FILE',
      );
    }
  }

  /** Reads the file, and removes the lines above the text where it is kept. */
  private async take(path: string, opened: Opened): Promise<string> {
    const bytes = await readFile(path).catch((error: unknown) => {
      throw usageError(`the edited text cannot be read: ${fileTrouble(error)}. Nothing was sent`);
    });
    if (!isUtf8(bytes)) {
      this.written = path;
      throw usageError('the edited text is not UTF-8. Nothing was sent');
    }
    const text = textOfEditedFile(withoutByteOrderMark(bytes.toString('utf8')), opened);
    const before = textOfEditedFile(editedFile(opened.text, opened.about), opened);
    if (text === before || text.trim() === '') return text;
    await writeFile(path, text).catch(() => undefined);
    this.written = path;
    return text;
  }
}

/**
 * Returns why the text must not be used, if the editor failed. Throws if no editor could be
 * started.
 */
async function runEditor({ runtime }: Context, path: string): Promise<Failure | null> {
  const commands = editorCommands(runtime.env, runtime.platform);
  for (const command of commands) {
    const end = await runtime.openEditor(command, path);
    if (end === 0) return null;
    if (end !== 'missing') return editorFailed(command, end);
  }
  const [named, ...others] = commands;
  throw usageError(
    others.length > 0 ? 'no editor was found' : `the editor \`${named}\` was not found`,
    'name one in the variable EDITOR, e.g. EDITOR=nano',
  );
}

function editorFailed(command: string, end: number | NodeJS.Signals): Failure {
  return refusal(`the editor \`${command}\` ${exitWords(end)}. Nothing was sent`);
}
