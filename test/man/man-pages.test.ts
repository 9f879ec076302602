import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../man/', import.meta.url));

/**
 * A paragraph is one line of the source, since a sentence that ends a line would be followed by two
 * blanks. A page has a date once `CHANGELOG.md` has a release.
 */
const accepted = /STYLE: input text line longer than 80 bytes|WARNING: missing date, using "": TH$/;

function ran(command: string, argv: readonly string[]) {
  const env = { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '80' };
  const { stdout, stderr, error } = spawnSync(command, [...argv], { env, encoding: 'utf8' });
  if (error !== undefined) throw error;
  return { stdout, stderr };
}

describe.each(readdirSync(folder))('%s', (file) => {
  it('is a page of which mandoc has nothing to report', () => {
    const { stdout } = ran('mandoc', ['-T', 'lint', `${folder}${file}`]);
    const found = stdout.split('\n').filter((line) => line !== '' && !accepted.test(line));
    expect(found).toEqual([]);
  });

  it('is shown by man without a warning, and breaks no word', () => {
    const { stdout, stderr } = ran('man', ['--warnings', '-l', `${folder}${file}`]);
    expect(stderr).toBe('');
    expect(stdout).toContain('NAME\n');
    expect(stdout.split('\n').filter((line) => line.endsWith('\u2010'))).toEqual([]);
  });
});
