import { describe, expect, test } from 'vitest';
import { printed, section, shownCommands, titles, type Width } from './printed-help.ts';

const commands = (await shownCommands()).map(({ path, command }) => ({
  path,
  command,
  line: ['rexctl', ...path].join(' '),
}));
const widths: readonly Width[] = [60, 80, 100, 120, 200, 'pipe'];

/** Words as a shell reads them, because nothing may break those. */
const shellWord = /(?:[^\s"'\\]|\\.|"(?:\\.|[^"\\])*"|'[^']*')+/g;

function isUnbreakable(line: string): boolean {
  return (line.replace(/ \\$/, '').match(shellWord) ?? []).length === 1;
}

function wordsOf(help: string): readonly string[] {
  return help.split(/\s+/).filter((word) => word !== '' && word !== '\\');
}

describe.each(commands)('$line --help', ({ path, command }) => {
  const help = (width: Width = 'pipe') => printed([...path, '--help'], width);

  test.each(widths)('fits %s columns, and 100 at most', async (width) => {
    const limit = width === 'pipe' ? 80 : Math.min(width, 100);
    const wide = (await help(width)).split('\n').filter((line) => line.length > limit);
    expect(wide.filter((line) => !isUnbreakable(line))).toEqual([]);
  });

  test('has the same words at every width, none of them cut', async () => {
    const words = wordsOf(await help(200));
    for (const width of widths) expect(wordsOf(await help(width))).toEqual(words);
  });

  test('begins with how to call it, a sentence and examples', async () => {
    const [usage, empty, sentence, ...rest] = (await help(100)).split('\n');
    expect(usage).toMatch(new RegExp(`^Usage: ${['rexctl', ...path].join(' ')} \\S`));
    expect(empty).toBe('');
    expect(sentence).toMatch(/^[A-Z][^.]{1,78}\.$/);
    expect(rest.slice(0, 2)).toEqual(['', 'Examples:']);
  });

  test('ends with where to find the global options', async () => {
    expect(await help()).toMatch(/\n\n(\S.*\n)*Global options: rexctl help options\n$/);
  });

  test('has each option of the command once, and no global one', async () => {
    const lines = (await help(60)).split('\n');
    const rowsOf = (flags: string) =>
      lines.filter((line) => `${line}  `.startsWith(`  ${flags}  `)).length;
    const own = path.length === 0 ? [] : command.options.filter(({ hidden }) => !hidden);
    expect(own.filter(({ flags }) => rowsOf(flags) !== 1)).toEqual([]);
    expect(lines.filter((line) => /^ {2}-/.test(line))).toHaveLength(own.length);
  });

  test('says no default that is no news', async () => {
    expect(await help()).not.toMatch(/default: (false|true|undefined|")|\(choices/);
  });

  test('describes every option, argument and subcommand', async () => {
    const described = [...command.options, ...command.registeredArguments];
    expect(described.filter(({ description }) => description === '')).toEqual([]);
    expect(command.commands.filter((one) => one.summary() === '')).toEqual([]);
  });
});

describe('options stand in groups', () => {
  const waiting = ['Waiting:', 'When done:'];
  const groups = {
    run: ['What:', 'Where:', 'Inputs:', 'Credentials:', 'When:', 'Safety:', ...waiting],
    rerun: ['What:', 'Where:', 'Inputs:', 'Credentials:', 'When:', 'Safety:', ...waiting],
    cancel: ['What:', 'Where:', 'Safety:', 'Waiting:'],
    output: ['View:', 'Lines:', 'Waiting:'],
    list: ['Filters:', 'Output:'],
    watch: ['Output:', ...waiting],
    wait: waiting,
    resume: ['Safety:', ...waiting],
    'schedule list': ['Options:'],
  };

  test.each(Object.entries(groups))('%s', async (line, expected) => {
    const help = await printed([...line.split(' '), '--help']);
    const others = ['Examples:', 'Arguments:'];
    expect(titles(help).filter((title) => !others.includes(title))).toEqual(expected);
  });

  test('of at most a screen, and more than eight options never without', () => {
    for (const { command } of commands.slice(1)) {
      const free = command.options.filter((one) => one.helpGroupHeading === undefined);
      expect(free.length).toBeLessThanOrEqual(8);
    }
  });

  test('where a time is needed, it is under When', async () => {
    const help = await printed(['run', '--help']);
    expect(section(help, 'When:').join('\n')).toMatch(/--at <time>[\s\S]*--time-to-pickup/);
  });
});
