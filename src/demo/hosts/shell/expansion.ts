import { arithmetic } from './arithmetic.ts';
import { type Part, ShellSyntaxError, type Word } from './syntax.ts';

interface Expanding {
  /** Runs a script and returns its output. */
  readonly capture: (script: string) => string;
  /** Counts characters and words, to limit them for each script. */
  readonly use: (amount: number) => void;
}

/** Private characters: one marks where a word is split, the other where a quoted part begins. */
const split = '\ue000';
const quote = '\ue001';

/** The variables of a shell; expands words. */
export class Variables {
  /** Whether an unset variable ends the script. */
  isStrict = false;
  private readonly values: Map<string, string>;
  /** The values that the running function has replaced; `null` outside of functions. */
  private outer: Map<string, string | undefined> | null = null;

  constructor(values: Iterable<readonly [string, string]>) {
    this.values = new Map(values);
  }

  copy(): Variables {
    const copied = new Variables(this.values);
    copied.isStrict = this.isStrict;
    copied.outer = this.outer === null ? null : new Map();
    return copied;
  }

  set(name: string, value: string): void {
    this.values.set(name, value);
  }

  /** Begins a function with these arguments; returns a function that restores the variables. */
  enterFunction(words: readonly string[]): () => void {
    const { outer } = this;
    this.outer = new Map();
    const all = words.join(' ');
    const last = Math.max(9, words.length);
    const positions = Array.from({ length: last }, (_, at) => [String(at + 1), words[at] ?? '']);
    for (const [name = '', value = ''] of [
      ...positions,
      ['#', String(words.length)],
      ['@', all],
      ['*', all],
    ])
      this.setLocal(name, value);
    return () => {
      for (const [name, value] of this.outer ?? [])
        if (value === undefined) this.values.delete(name);
        else this.values.set(name, value);
      this.outer = outer;
    };
  }

  /** Sets a variable until the function ends; returns `false` outside of functions. */
  setLocal(name: string, value: string): boolean {
    if (this.outer === null) return false;
    if (!this.outer.has(name)) this.outer.set(name, this.values.get(name));
    this.values.set(name, value);
    return true;
  }

  /** Expands words into the arguments of a command. */
  expand(words: readonly Word[], expanding: Expanding): string[] {
    const all = words.flatMap((word) => {
      const made = bracesOf(word);
      expanding.use(made.length);
      return made;
    });
    return all.flatMap((word) => this.fields(word, expanding));
  }

  /** Expands the value of an assignment, which is not split. */
  text(word: Word, expanding: Expanding): string {
    const texts = word.map((part) => this.textOf(part, expanding));
    const text = texts.join('');
    expanding.use(text.length + 1);
    return text;
  }

  /** Splits text without quotes at blanks; if it is empty, it is dropped. */
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
        return this.values.get(part.name) || (part.fallback ?? this.unset(part.name));
      case 'command':
        return capture(part.script).replace(/\n+$/, '');
      case 'arithmetic':
        return this.calculated(part.text);
    }
  }

  private unset(name: string): string {
    if (!this.isStrict || this.values.has(name) || !/^\w/.test(name)) return '';
    throw new ShellSyntaxError(1, `${name}: unbound variable`, 1);
  }

  private calculated(text: string): string {
    const value = arithmetic(text, (name) => this.values.get(name) ?? '');
    if (value !== null) return String(value);
    throw new ShellSyntaxError(1, `the shell of this demo cannot calculate \`${text.trim()}\``);
  }
}

/** The most words that braces expand to. */
const longestSequence = 10_000;

/** The words for `web{1..3}` or `web{a,b}`. */
function bracesOf(word: Word): readonly Word[] {
  const [part] = word;
  if (word.length !== 1 || part?.kind !== 'text' || part.quoted) return [word];
  return alternativesOf(part.text).map((text) => [{ ...part, text }]);
}

const braces = /^(.*?)\{([^{}]*,[^{}]*|-?\d{1,9}\.\.-?\d{1,9}|[a-zA-Z]\.\.[a-zA-Z])\}(.*)$/s;

function alternativesOf(text: string): readonly string[] {
  const [, before = '', inside, after = ''] = braces.exec(text) ?? [];
  if (inside === undefined) return [text];
  const middles = inside.includes(',') ? inside.split(',') : sequence(inside);
  const ends = alternativesOf(after);
  const all: string[] = [];
  for (const middle of middles)
    for (const end of ends) if (all.length < longestSequence) all.push(`${before}${middle}${end}`);
  return all;
}

/** The numbers or letters of a sequence; numbers are padded if the first one begins with 0. */
function sequence(text: string): readonly string[] {
  const [first = '', last = ''] = text.split('..');
  const isLetters = /^[a-zA-Z]$/.test(first);
  const value = (bound: string) => (isLetters ? (bound.codePointAt(0) ?? 0) : Number(bound));
  const from = value(first);
  const step = value(last) < from ? -1 : 1;
  const count = Math.min(longestSequence, Math.abs(value(last) - from) + 1);
  const width = /^-?0\d/.test(first) ? first.length : 0;
  return Array.from({ length: count }, (_, at) => {
    const number = from + at * step;
    return isLetters ? String.fromCodePoint(number) : String(number).padStart(width, '0');
  });
}
