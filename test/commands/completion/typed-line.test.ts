import { describe, expect, it } from 'vitest';
import { readTypedLine } from '../../../src/commands/completion/typed-line.ts';

const breaks = ' \t\n"\'@><=;|&(:';

describe('a line up to the cursor', () => {
  it.each<[line: string, words: string[], current: string]>([
    ['rexctl ', [], ''],
    ['rexctl li', [], 'li'],
    ['rexctl list  --format ', ['list', '--format'], ''],
    ['FOO=1 BAR=2 ~/bin/rexctl show 2', ['show'], '2'],
    ['rexctl template show Patch\\ ho', ['template', 'show'], 'Patch ho'],
    ['rexctl template show "Patch ho', ['template', 'show'], 'Patch ho'],
    ['rexctl run -c \'echo "$x"\' --host we', ['run', '-c', 'echo "$x"', '--host'], 'we'],
    ['rexctl run -c "a \\"b\\" \\$c \\d" ', ['run', '-c', 'a "b" $c \\d'], ''],
    ["rexctl run -c '' ", ['run', '-c', ''], ''],
    ['rexctl show a\\', ['show'], 'a'],
    ['rexctl show ünï', ['show'], 'ünï'],
  ])('%s', (line, words, current) => {
    expect(readTypedLine(line)).toMatchObject({ words, current });
  });

  it.each<[word: string, kept: string, quote: string | null]>([
    ['failed', '', null],
    ['--format=nd', '--format=', null],
    ['@last:fa', '@last:', null],
    ['a\\:b', '', null],
    ['"Patch ho', '', '"'],
    ["--template='Patch ho", '--template=', "'"],
    ['"Patch hosts"', '', null],
  ])('of %s bash keeps "%s"', (word, kept, quote) => {
    const typed = readTypedLine(`rexctl x ${word}`, breaks);
    expect(typed.current.slice(0, typed.kept)).toBe(kept);
    expect(typed.quote).toBe(quote);
  });
});
