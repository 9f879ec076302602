import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codeBlocks } from './shell-commands.ts';

const text = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The lines below a heading, or below the title, up to the next heading. */
function section(heading: string): readonly string[] {
  const [, ...parts] = text.split(/^#+ /m);
  const part = parts.find((one) => one.startsWith(`${heading}\n`)) ?? '';
  return part.split('\n').slice(1);
}

describe('the README', () => {
  it('is read in a minute', () => {
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
  });

  it('leads from what it is to how it is developed', () => {
    expect([...text.matchAll(/^##? (.+)$/gm)].map(([, heading]) => heading)).toEqual([
      'rexctl',
      'Install',
      'Try it without a server',
      'First steps with your own server',
      'Recipes',
      'Safety',
      'Documentation',
      'Development',
    ]);
  });

  it('compares itself in six rows, before a picture for light and dark screens', () => {
    const lines = section('rexctl');
    const rows = lines.filter((line) => line.startsWith('| '));
    expect(rows.slice(1)).toHaveLength(6);
    const picture = lines.findIndex((line) => line.includes('<picture>'));
    expect(picture).toBeGreaterThan(lines.indexOf(rows.at(-1) ?? ''));
    expect(lines.join('')).toMatch(/screen-dark\.svg.*screen-light\.svg/);
  });

  it('has one line of completion for each shell', () => {
    const completion = section('Install').filter((line) => line.startsWith('rexctl completion'));
    expect(completion.map((line) => line.split(' ')[2])).toEqual(['bash', 'zsh', 'fish']);
  });

  it('has five recipes, each with a name and commands', () => {
    const recipes = section('Recipes').join('\n');
    expect([...recipes.matchAll(/^\*\*(.+?)\*\*/gm)].map(([, name]) => name)).toEqual([
      'Patch and rerun what failed',
      'Canary and stop',
      'From cron',
      'Follow and grep',
      'JSON in scripts',
    ]);
    expect(codeBlocks(`\n${recipes}`, ['sh', 'crontab'])).toHaveLength(5);
  });

  it('says in eight lines why it is safe', () => {
    const lines = section('Safety').filter((line) => line !== '');
    expect(lines.filter((line) => line.startsWith('- '))).toHaveLength(8);
    expect(lines).toHaveLength(8);
  });

  it('sets up the demo and the tests with one command each', () => {
    expect(codeBlocks(text, [''])).toEqual(['npm run demo\n', 'npm test\n']);
  });
});
