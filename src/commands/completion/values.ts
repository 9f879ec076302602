import type { LiveKind, ValueSource } from '../../cli/command-model.ts';
import type { CompletionWord } from '../../settings/caches.ts';
import type { LiveRequest, TypedContext } from './typed-context.ts';

/** The possible texts at the cursor. */
export interface Candidates {
  /** Words that replace the one at the cursor. */
  readonly words: readonly CompletionWord[];
  /** Whether the shell adds its own names of files or directories. */
  readonly paths?: 'files' | 'directories';
  /** Names that must be read from a server or the settings. */
  readonly live?: LiveRequest;
}

export function valuesOf(source: ValueSource, current: string, context: TypedContext): Candidates {
  switch (source.kind) {
    case 'words':
      return { words: source.words.map(plain) };
    case 'list':
      return { words: listWords(source.words, current) };
    case 'file':
      return { words: [], paths: 'files' };
    case 'directory':
      return { words: [], paths: 'directories' };
    case 'live':
      if (source.of === 'fields') return fieldNames(current, context);
      return source.several === true
        ? severalNames(source.of, current, context)
        : names(source.of, current, context);
    case 'condition':
      return conditionValues(source, current, context);
    case 'assignment':
      return assignmentValues(source, current, context);
    case 'setting':
      return valuesOf(source.keys[context.args.at(-1) ?? '']?.source ?? nothing, current, context);
    default:
      return { words: [] };
  }
}

/** Adds a text before all candidates. */
export function behind(before: string, { words, live, ...rest }: Candidates): Candidates {
  return {
    ...rest,
    words: words.map(({ word, about }) => ({ word: before + word, about })),
    ...(live === undefined ? {} : { live: { ...live, before: before + live.before } }),
  };
}

const nothing: ValueSource = { kind: 'none' };

const plain = (word: string): CompletionWord => ({ word, about: '' });

/** Adds each known word after the last comma, except the words that are already there. */
function listWords(known: readonly string[], current: string, end = ''): CompletionWord[] {
  const listed = current.split(',').slice(0, -1);
  const before = listed.map((word) => `${word},`).join('');
  const open = known.filter((word) => !listed.includes(word));
  return open.map((word) => plain(`${before}${word}${end}`));
}

function names(of: LiveKind, prefix: string, context: TypedContext, before = ''): Candidates {
  const { connection, isArgument, others } = context;
  const owner = context.owner(of);
  if (owner === undefined || connection === null) return { words: [] };
  const live = { of, prefix, before, without: others, owner, connection, isArgument };
  return { words: [], live };
}

function fieldNames(current: string, context: TypedContext): Candidates {
  return {
    ...severalNames('fields', current, context),
    words: listWords(context.columns, current),
  };
}

/**
 * Completes the last of several names. Commas separate names and sets, but not in brackets; `\`
 * escapes the next character.
 */
function severalNames(of: LiveKind, current: string, context: TypedContext): Candidates {
  const items = itemsOf(current);
  const prefix = items.pop() ?? '';
  if (/(?<!\\)\[/.test(prefix) || (items.length === 0 && prefix.startsWith('@')))
    return { words: [] };
  const before = items.map((item) => `${item},`).join('');
  const others = [...context.others.flatMap(itemsOf), ...items];
  const first = { ...context, others, isArgument: context.isArgument && items.length === 0 };
  return names(of, prefix, first, before);
}

function itemsOf(text: string): string[] {
  const items = [''];
  for (const [piece] of text.matchAll(/\\[\s\S]|\[[^[\]\\]*\]|[\s\S]/gu)) {
    if (piece === ',') items.push('');
    else items.push(`${items.pop() ?? ''}${piece}`);
  }
  return items;
}

function conditionValues(
  { words, counted, hosts }: Extract<ValueSource, { kind: 'condition' }>,
  current: string,
  context: TypedContext,
): Candidates {
  const start = 'hosts=';
  if (hosts && current.startsWith(start)) {
    const hostNames = current.slice(start.length);
    return behind(start, severalNames('hosts', hostNames, { ...context, others: [] }));
  }
  const limits = listWords(counted, current, '>=');
  if (current.includes(',')) return { words: limits };
  return { words: [...[...words, ...(hosts ? [start] : [])].map(plain), ...limits] };
}

function assignmentValues(
  { keys }: Extract<ValueSource, { kind: 'assignment' }>,
  current: string,
  context: TypedContext,
): Candidates {
  const [key = ''] = current.split('=');
  if (key === current)
    return {
      words: Object.entries(keys).map(([word, { about }]) => ({ word: `${word}=`, about })),
    };
  const values = valuesOf(keys[key]?.source ?? nothing, current.slice(key.length + 1), {
    ...context,
    others: [],
    isArgument: false,
  });
  return behind(`${key}=`, values);
}
