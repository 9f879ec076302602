import { shellWord } from '../../text/shell-word.ts';
import {
  createOptions,
  type HammerOptions,
  listOptions,
  nothingIfOff,
  outputForms,
} from './hammer-options.ts';

interface HammerCommand {
  readonly rexctl: string;
  /** Options of hammer whose values rexctl takes as arguments, in this order. */
  readonly named?: readonly string[];
  readonly options?: HammerOptions;
  /** Whether the translation can be typed; anything can if this is left out. */
  readonly isComplete?: (words: readonly string[]) => boolean;
}

const byId = ['id', 'job-invocation-id'] as const;
const byName = ['name', 'id'] as const;

const commands: Readonly<Record<string, HammerCommand>> = {
  'job-invocation list': { rexctl: 'list', options: listOptions },
  'job-invocation info': {
    rexctl: 'show',
    named: byId,
    options: { 'show-host-status': nothingIfOff('--hosts'), 'show-inputs': () => [] },
  },
  'job-invocation output': {
    rexctl: 'output',
    named: [...byId, 'host'],
    options: { async: () => [] },
  },
  'job-invocation rerun': {
    rexctl: 'rerun',
    named: byId,
    options: {
      'failed-only': nothingIfOff('--failed'),
      'succeeded-only': nothingIfOff('--succeeded'),
    },
  },
  'job-invocation cancel': {
    rexctl: 'cancel',
    named: byId,
    options: { force: nothingIfOff('--force'), search: (query) => ['--search', query] },
  },
  'job-invocation create': {
    rexctl: 'run',
    options: createOptions,
    isComplete: (words) =>
      ['-c', '--template', '--feature'].some((flag) => words.includes(flag)) &&
      ['--search', '--bookmark'].some((flag) => words.includes(flag)),
  },
  'job-template info': { rexctl: 'template show', named: byName },
  'job-template dump': { rexctl: 'template show --script', named: byName },
  'job-template export': { rexctl: 'template show --script', named: byName },
  'template-input list': { rexctl: 'template show', named: ['template', 'template-id'] },
  'recurring-logic info': { rexctl: 'schedule show', named: byId },
  'recurring-logic cancel': { rexctl: 'schedule cancel', named: byId },
  'host info': { rexctl: 'host show', named: ['name'] },
  'defaults add': {
    rexctl: 'config set',
    named: ['param-name', 'param-value'],
    isComplete: ([key, value]) =>
      /^(?:organization|location)$/.test(key ?? '') && value !== undefined,
  },
};

/**
 * The command line that does what one of hammer does, with its values. `undefined` if a word of it
 * has no counterpart, or if something is missing.
 */
export function hammerInstead(typed: string, rest: readonly string[]): string | undefined {
  const known = Object.hasOwn(commands, typed) ? commands[typed] : undefined;
  const options = optionsOf(rest);
  if (known === undefined || options === undefined || options.length === 0) return undefined;
  const { rexctl, named = [], isComplete } = known;
  const words = translated(options, known);
  if (words === undefined || isComplete?.(words) === false) return undefined;
  if (named.length > 0 && !options.some(([name]) => named.includes(name))) return undefined;
  const isLive = rexctl === 'output' && !options.some(([name]) => name === 'async');
  return ['rexctl', rexctl, ...words.map(shellWord), ...(isLive ? ['--follow'] : [])].join(' ');
}

function translated(
  options: readonly Option[],
  { named = [], options: own = {} }: HammerCommand,
): readonly string[] | undefined {
  const known = { ...outputForms, ...own };
  const isKnown = ([name]: Option) => named.includes(name) || Object.hasOwn(known, name);
  if (!options.every(isKnown)) return undefined;
  const words = named.flatMap((name) =>
    options.filter(([given]) => given === name).map(([, value]) => value),
  );
  const others = options.filter(([name]) => !named.includes(name));
  return [...words, ...others.flatMap(([name, value]) => known[name]?.(value, options) ?? [])];
}

type Option = readonly [name: string, value: string];

/** `--name value`, `--name=value` or `--name`; `undefined` where a word belongs to no option. */
function optionsOf(argv: readonly string[]): readonly Option[] | undefined {
  const options: Option[] = [];
  for (let at = 0; at < argv.length; at++) {
    const [, name, equals, value = ''] = /^--([\w-]+)(=?)(.*)$/s.exec(argv[at] ?? '') ?? [];
    if (name === undefined) return undefined;
    const next = argv[at + 1];
    const takesNext = equals === '' && next !== undefined && !next.startsWith('-');
    options.push([name, takesNext ? next : value]);
    if (takesNext) at++;
  }
  return options;
}
