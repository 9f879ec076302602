import type { DemoHost } from '../../../world/world-records.ts';
import { fraction } from '../../random.ts';
import type { Call, Program } from './call.ts';
import { dateText } from './date.ts';
import { fileText, namesIn } from './files.ts';
import { filters } from './filters.ts';
import { decoded, formatted } from './format.ts';
import { machinePrograms } from './machine.ts';
import { testProgram } from './test-program.ts';

/** The programs of every simulated host, by name. */
export const programs: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['true', () => 0],
  [':', () => 0],
  ['false', () => 1],
  ['wait', () => 0],
  ['cd', () => 0],
  ['pwd', says(() => '/root')],
  ['echo', echo],
  ['printf', printf],
  ['sleep', sleep],
  ['seq', seq],
  ['test', (call) => testProgram('test', call)],
  ['[', (call) => testProgram('[', call)],
  ['hostname', says(({ words, host }) => hostName(words, host))],
  ['nproc', says(() => '4')],
  ['id', says(({ words, job }) => identity(words, job.effective_user))],
  ['whoami', says(({ job }) => job.effective_user)],
  ['uptime', says(uptime)],
  ['date', date],
  ['cat', cat],
  ...machinePrograms,
  ...filters,
]);

function says(text: (call: Call) => string): Program {
  return (call) => {
    call.print(`${text(call)}\n`);
    return 0;
  };
}

/** Runs `echo`; its options come first, in any combination: `-n`, `-e`, `-ne`. */
function echo({ words, print }: Call): number {
  const first = words.findIndex((word) => !/^-[neE]+$/.test(word));
  const texts = first < 0 ? [] : words.slice(first);
  const options = words.slice(0, words.length - texts.length).join('');
  const text = texts.join(' ');
  print(`${options.includes('e') ? decoded(text) : text}${options.includes('n') ? '' : '\n'}`, 5);
  return 0;
}

function printf({ words: [format, ...values], print, complain }: Call): number {
  if (format === undefined) {
    complain('printf: usage: printf [-v var] format [arguments]');
    return 2;
  }
  print(formatted(format, values), 5);
  return 0;
}

const unitsMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** The longest sleep, which is longer than any user watches a job. */
const longestSleepMs = 365 * 86_400_000;

function sleep({ words, pass, complain }: Call): number {
  let total = 0;
  for (const word of words) {
    const [, number, unit = 's'] = /^(\d+(?:\.\d*)?|\.\d+)([smhd])?$/.exec(word) ?? [];
    if (number === undefined) {
      complain(`sleep: invalid time interval '${word}'`);
      return 1;
    }
    total += Number(number) * (unitsMs[unit] ?? 0);
  }
  if (words.length === 0) complain('sleep: missing operand');
  pass(Math.min(total, longestSleepMs));
  return words.length === 0 ? 1 : 0;
}

const longestSequence = 100_000;

/** Prints the numbers of `seq LAST`, `seq FIRST LAST` or `seq FIRST STEP LAST`. */
function seq({ words, print, complain }: Call): number {
  const refuse = (why: string) => {
    complain(`seq: ${why}`);
    return 1;
  };
  const wrong = words.find((word) => !/^-?\d{1,15}$/.test(word));
  if (wrong !== undefined) return refuse(`invalid argument: '${wrong}'`);
  if (words.length === 0 || words.length > 3) return refuse('missing operand');
  const numbers = words.map(Number);
  const last = numbers.at(-1) ?? 0;
  const from = numbers.length > 1 ? (numbers[0] ?? 1) : 1;
  const step = numbers.length > 2 ? (numbers[1] ?? 1) : 1;
  if (step === 0) return refuse("invalid Zero increment value: '0'");
  const length = Math.max(0, Math.floor((last - from) / step) + 1);
  if (length > longestSequence)
    return refuse(`the shell of this demo counts no more than ${longestSequence} numbers`);
  print(Array.from({ length }, (_, at) => `${from + at * step}\n`).join(''));
  return 0;
}

function hostName([option]: readonly string[], { name, ip }: DemoHost): string {
  const [short = name, ...domain] = name.split('.');
  switch (option) {
    case '-s':
      return short;
    case '-d':
      return domain.join('.');
    case '-i':
    case '-I':
      return ip ?? '127.0.1.1';
    default:
      return name;
  }
}

function identity(words: readonly string[], user: string): string {
  const option = words.join('');
  if (option.includes('n')) return user;
  const id = user === 'root' ? '0' : '1000';
  return option === '-u' || option === '-g'
    ? id
    : `uid=${id}(${user}) gid=${id}(${user}) groups=${id}(${user})`;
}

function uptime({ host, job, now }: Call): string {
  const days = 1 + Math.floor(fraction('uptime', job.seed, host.name) * 200);
  const load = [0, 1, 2]
    .map((i) => fraction('load', i, job.seed, host.name, job.id).toFixed(2))
    .join(', ');
  const time = new Date(now).toISOString().slice(11, 19);
  return ` ${time} up ${days} days,  3:07,  0 users,  load average: ${load}`;
}

function date({ words, now, print }: Call): number {
  const format = words.find((word) => word.startsWith('+'));
  print(`${dateText(format?.slice(1) ?? '%a %b %e %H:%M:%S UTC %Y', now)}\n`);
  return 0;
}

function cat({ words, stdin, host, print, complain }: Call): number {
  if (words.length === 0) print(stdin ?? '');
  let status = 0;
  for (const file of words) {
    const text = file === '-' ? (stdin ?? '') : fileText(file, host);
    if (text !== undefined) print(text);
    else {
      const isFolder = namesIn(file) !== undefined;
      complain(`cat: ${file}: ${isFolder ? 'Is a directory' : 'No such file or directory'}`);
      status = 1;
    }
  }
  return status;
}
