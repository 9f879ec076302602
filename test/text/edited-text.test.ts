import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editedFile, hasOnlyComments, textOfEditedFile } from '../../src/text/edited-text.ts';

const about = ['Write the command below.', 'It runs on 2 hosts: a, b'];
const above = '#| Write the command below.\n#| It runs on 2 hosts: a, b\n';

describe('the text of an edited file', () => {
  it('has the lines above it, and ends its last line', () => {
    expect(editedFile('', about)).toBe(`${above}\n`);
    expect(editedFile('uptime', about)).toBe(`${above}uptime\n`);
    expect(editedFile('a\nb\n', about)).toBe(`${above}a\nb\n`);
  });

  it.each([
    ['nothing', above, ''],
    ['an empty file', '', ''],
    ['one line', `${above}uptime\n`, 'uptime'],
    ['one line of Windows', `${above}uptime\r\n`, 'uptime'],
    ['one line without an end', `${above}uptime`, 'uptime'],
    ['several lines', `${above}a\nb\n`, 'a\nb\n'],
    ['empty lines before it', `${above}\n \na\n`, 'a'],
    ['empty lines in it', `${above}\na\n\nb\n`, 'a\n\nb\n'],
    [
      'Windows line ends of the editor',
      `${above.replaceAll('\n', '\r\n')}a\r\nb\r\n`,
      'a\r\nb\r\n',
    ],
    ['lines above that were changed', '#| Write\n#|\na\n#| b\n', 'a\n#| b\n'],
    ['lines above that were moved', `#!/bin/sh\n${above}a\n`, '#!/bin/sh\na\n'],
    ['lines above that were removed', 'a\nb\n', 'a\nb\n'],
    ['only lines like those above', '#| a\n#| b\n', ''],
  ])('is what was written: %s', (_, file, text) => {
    expect(textOfEditedFile(file, { text: '', about })).toBe(text);
  });

  it('keeps empty lines at the beginning of a given text', () => {
    const text = '\n\nuptime\n';
    expect(textOfEditedFile(editedFile(text, about), { text, about })).toBe(text);
  });

  it.each([
    ['#uptime', true],
    ['#!/bin/sh\n  # uptime\n\n', true],
    ['', true],
    ['#!/bin/sh\nuptime # now\n', false],
    ['  uptime', false],
  ])('runs nothing where it has only comments: %j', (script, expected) => {
    expect(hasOnlyComments(script)).toBe(expected);
  });

  it('keeps the first lines of the given text, whatever they begin with', () => {
    const text = '#| box\n#|----\nuptime\n';
    expect(textOfEditedFile(editedFile(text, about), { text, about })).toBe(text);
  });

  it('is the given text where nothing was changed, but for the end of its last line', () => {
    const line = fc.constantFrom('a', '', '#| x', ' ', '#!/bin/sh', 'ä', '\r', '\t', 'x\r');
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.array(fc.string()), (lines, above) => {
        const said = above.map((one) => one.replaceAll(/[\r\n]/g, ' '));
        const text = `${lines.join('\n')}\n`;
        fc.pre(!lines.some((one) => said.some((other) => one === `#| ${other}`)));
        const back = textOfEditedFile(editedFile(text, said), { text, about: said });
        expect(back).toBe(lines.length === 1 ? text.replace(/\r?\n$/, '') : text);
      }),
    );
  });
});
