import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { yamlValues } from '../../../src/start/yaml-values.ts';
import { createdJob, web01, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const patch = ['run', '--template', 'Patch hosts', ...web01, '--detach'];

function file(text: string): string {
  const path = join(world.home, 'inputs');
  writeFileSync(path, text);
  return path;
}

describe('--inputs-file: values arrive as they are written', () => {
  test.each([
    ['a number', 'packages: 1.10\n', '1.10'],
    ['an octal', 'packages: 0644\n', '0644'],
    ['yes', 'packages: yes\n', 'yes'],
    ['a date', 'packages: 2026-01-01\n', '2026-01-01'],
    [
      'a script',
      'packages: |\n  [ -e /x ] && {\n    echo "ä, =b"\n  }\n',
      '[ -e /x ] && {\n  echo "ä, =b"\n}\n',
    ],
    ['quoted nothing', 'packages: "null"\n', 'null'],
    ['JSON', '{"packages": "a\\n\\ud83d\\ude00"}', 'a\n😀'],
    ['JSON with tabs and a number', '{\n\t"packages": 12.50\n}\n', '12.50'],
    ['a byte order mark', '\ufeffpackages: vim\n', 'vim'],
  ])('%s', async (_, text, value) => {
    const ran = await world.run([...patch, '--inputs-file', file(text)]);
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(createdJob(world).inputs).toEqual({ packages: value });
  });

  test('from standard input', async () => {
    const ran = await world.run([...patch, '--inputs-file', '-'], { stdin: 'packages: vim\n' });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(createdJob(world).inputs).toEqual({ packages: 'vim' });
  });

  test('any text that YAML or JSON can write comes back', () => {
    const texts = fc.dictionary(
      fc.stringMatching(/^[a-z]\w{0,8}$/),
      fc.string({ unit: 'binary', maxLength: 60 }),
    );
    fc.assert(
      fc.property(texts, (values) => {
        if (Object.keys(values).length === 0) return;
        expect(yamlValues(JSON.stringify(values))).toEqual({ ...values });
        expect(yamlValues(stringify(values, { defaultStringType: 'QUOTE_DOUBLE' }))).toEqual({
          ...values,
        });
      }),
    );
  });
});

describe('--inputs-file: refused, nothing sent', () => {
  test.each([
    ['a list', 'packages: [a, b]\n', /`packages` is a list, an object or a reference/],
    ['an object', 'packages:\n  a: b\n', /`packages` is a list, an object or a reference/],
    [
      'a reference',
      'packages: *a\nx: &a vim\n',
      /`packages` is a list, an object or a reference|alias/i,
    ],
    ['a name for references', 'packages: &a vim\n', /`packages` begins with & or !.*quote it/],
    ['a kind of value', 'packages: !!int 5\n', /`packages` begins with & or !/],
    ['nothing', 'packages:\n', /`packages` has no value; write "" for an empty value/],
    ['null', '{"packages": null}', /`packages` has no value/],
    [
      'a name twice',
      'packages: a\npackages: b\n',
      /not valid YAML or JSON: Map keys must be unique/,
    ],
    [
      'half a character',
      '{"packages": "\\ud83d"}',
      /the value of `packages` contains half of a character \(an unpaired surrogate\)/,
    ],
    ['a list of all', '- packages\n', /expected lines of `name: value`/],
    ['an empty file', '', /expected lines of `name: value`/],
    ['broken JSON', '{"packages": "a"', /not valid YAML or JSON/],
    ['a NUL', '{"packages": "a\\u0000b"}', /NUL/],
    ['an unknown input', 'package: vim\n', /package/],
  ])('%s', async (_, text, message) => {
    const ran = await world.run([...patch, '--inputs-file', file(text)]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(message);
    expect(writes(world)).toEqual([]);
  });

  test.each([
    [
      'an input of both',
      ['--inputs-file', '-', '-i', 'packages=b'],
      /`packages` is given by both --input and --inputs-file/,
    ],
    [
      'standard input for two',
      ['--inputs-file', '-', '-i', 'packages=-'],
      /--inputs-file - and -i packages=- cannot both read/,
    ],
    [
      'no such file',
      ['--inputs-file', '/nowhere/inputs'],
      /cannot be read from `\/nowhere\/inputs`: no such file/,
    ],
  ])('%s', async (_, flags, message) => {
    const ran = await world.run([...patch, ...flags], { stdin: 'packages: a\n' });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(message);
    expect(writes(world)).toEqual([]);
  });
});
