import { arithmetic } from './arithmetic.ts';
import { type Part, ShellSyntaxError, type Word } from './syntax.ts';

interface Expanding {
  /** Runs a script and returns what it prints. */
  readonly capture: (script: string) => string;
  /** Counts what is made, so that no script makes too much. */
  readonly use: (amount: number) => void;
}

/** Characters that no script has: where a word is split, and where a quoted part begins. */
const split = '\ue000';
const quote = '\ue001';

/** The variables of a shell, and what words become with them. */
export class Variables {
  private readonly values: Map<string, string>;

  constructor(values: Iterable<readonly [string, string]>) {
    this.values = new Map(values);
  }

  copy(): Variables {
    return new Variables(this.values);
  }

  set(name: string, value: string): void {
    this.values.set(name, value);
  }

  /** Words as a command is given them. */
  expand(words: readonly Word[], expanding: Expanding): string[] {
    const all = words.flatMap((word) => {
      const made = bracesOf(word);
      expanding.use(made.length);
      return made;
    });
    return all.flatMap((word) => this.fields(word, expanding));
  }

  /** What is not quoted is split at blanks, and is no word at all where it is empty. */
  private fields(word: Word, expanding: Expanding): string[] {
    const texts = word.map((part) => {
      const text = this.textOf(part, expanding);
      expanding.use(text.length + 1);
      if (part.quoted) return `${quote}${text}`;
      return part.kind === 'text' ? text : text.replaceAll(/[ \t\n]+/g, split);
    });
    const fields = texts.join('').split(split);
    return fields.filter((field) => field !== '').map((field) => field.replaceAll(quote, ''));
  }

  private textOf(part: Part, { capture }: Expanding): string {
    switch (part.kind) {
      case 'text':
        return part.text;
      case 'variable':
        return this.values.get(part.name) || part.fallback;
      case 'command':
        return capture(part.script).replace(/\n+$/, '');
      case 'arithmetic':
        return this.calculated(part.text);
    }
  }

  private calculated(text: string): string {
    const value = arithmetic(text, (name) => this.values.get(name) ?? '');
    if (value !== null) return String(value);
    throw new ShellSyntaxError(1, `the shell of this demo cannot calculate \`${text.trim()}\``);
  }
}

/** More would be too many words. */
const longestSequence = 10_000;

/** `web{1..3}` as three words. */
function bracesOf(word: Word): readonly Word[] {
  const [part] = word;
  if (word.length !== 1 || part?.kind !== 'text' || part.quoted) return [word];
  const found = /^(.*?)\{(-?\d{1,9})\.\.(-?\d{1,9})\}(.*)$/s.exec(part.text);
  if (found === null) return [word];
  const [, before = '', first = '', last = '', after = ''] = found;
  const from = Number(first);
  const step = Number(last) < from ? -1 : 1;
  const count = Math.min(longestSequence, Math.abs(Number(last) - from) + 1);
  const width = /^-?0\d/.test(first) ? first.length : 0;
  return Array.from({ length: count }, (_, at) => {
    const number = String(from + at * step).padStart(width, '0');
    return [{ ...part, text: `${before}${number}${after}` }];
  });
}
