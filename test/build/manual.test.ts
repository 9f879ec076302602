import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { topics } from '../../src/cli/topics.ts';
import { documents } from '../../src/documents/documents.ts';
import { environmentVariables } from '../../src/environment.ts';
import { eventTypes, warningCodes } from '../../src/jobs/event.ts';
import { profileKeys } from '../../src/settings/profiles/profile-keys.ts';
import { parseSettings } from '../../src/settings/profiles/stored-settings.ts';
import { sourceFiles, textOf } from '../architecture/imports.ts';
import { printedTexts } from './printed-texts.ts';

function page(topic: string): Promise<string> {
  return readFile(fileURLToPath(new URL(`../../docs/${topic}.md`, import.meta.url)), 'utf8');
}

/** The code blocks of a language. */
function blocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , block = '']) => block);
}

/** All that match, each once, in order of the alphabet. */
function found(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, word = '']) => word))].sort();
}

/** The program without the embedded server and the tools of the build. */
const program = sourceFiles.filter((file) => !/^(demo|build)\//.test(file)).map(textOf);

describe('the page about settings', () => {
  it('shows every key of a profile in files that rexctl accepts, and no other key', async () => {
    const examples = blocks(await page('settings'), 'json');
    const [first = ''] = examples;
    const { current_profile, profiles } = parseSettings(first, 'config.json');
    expect(Object.keys(profiles)).toContain(current_profile);
    const raw = examples.flatMap((text) => {
      parseSettings(text, 'config.json');
      return Object.values<Record<string, unknown>>(JSON.parse(text).profiles);
    });
    const shown = [...new Set(raw.flatMap((profile) => Object.keys(profile)))].sort();
    expect(shown).toEqual(Object.keys(profileKeys).sort());
  });

  it('describes keys that a file can have, and no others', () => {
    for (const key of Object.keys(profileKeys)) {
      const text = JSON.stringify({ profiles: { one: { [key]: '' } } });
      expect(parseSettings(text, 'config.json').profiles).toEqual({ one: {} });
    }
    expect(() => parseSettings('{"profiles": {"one": {"keyring": ""}}}', 'config.json')).toThrow(
      'unknown key `profiles.one.keyring`',
    );
  });

  it('names every file that rexctl keeps', async () => {
    const text = await page('files');
    const settings = sourceFiles.filter((file) => file.startsWith('settings/')).map(textOf);
    const files = settings.flatMap((source) => found(source, /'([a-z]+\.(?:json|ndjson))'/g));
    expect(files).toContain('cancels.json');
    expect(files.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('the page about the environment', () => {
  const declared = Object.values(environmentVariables).flatMap((group) => Object.keys(group));

  it('has the variables that the program reads, and no others', async () => {
    const sources = program.filter((source) => !source.includes('environmentVariables = {'));
    const read = sources.flatMap((source) => [
      ...found(source, /\benv\.([A-Za-z_]+)/g),
      ...found(source, /'(REXCTL_[A-Z_]+)'/g),
      ...found(source, /`(REXCTL_INPUT_)\$/g).map((prefix) => `${prefix}NAME`),
    ]);
    const ignored = 'NODE_TLS_REJECT_UNAUTHORIZED';
    expect([...new Set(read)].sort()).toEqual([...declared, ignored].sort());
    expect(await page('environment')).toContain(`\`${ignored}\` is ignored`);
  });

  it('shows each of them', async () => {
    const text = await page('environment');
    expect(declared.filter((name) => !text.includes(`| \`${name}\` |`))).toEqual([]);
  });
});

describe('the page about events', () => {
  it('has one line of each type of the schema', async () => {
    const types = documents.event.options.map(({ entries }) => entries.type.literal);
    const examples = blocks(await page('events'), 'json').map((block) =>
      /"type":"(\w+)"/.exec(block),
    );
    expect(Object.keys(eventTypes).sort()).toEqual([...types].sort());
    expect([...new Set(examples.map((match) => match?.[1]))].sort()).toEqual([...types].sort());
  });

  it('quotes sentences as the program prints them', async () => {
    const sources = program.join('\n');
    const texts = found(await page('events'), /"(?:message|reason)":"([^"]+)"/g);
    const parts = texts.flatMap((text) => text.split(/…|\b(?:\d+|[a-z]+\.example\.com)\b|[()]/));
    const long = parts.map((part) => part.trim()).filter((part) => part.length > 12);
    expect(long.length).toBeGreaterThan(0);
    expect(long.filter((part) => !sources.includes(part))).toEqual([]);
  });

  it('describes codes of warnings that the program uses', () => {
    const sources = program.filter((source) => !source.includes('warningCodes = {')).join('\n');
    const unused = Object.keys(warningCodes).filter((code) => !sources.includes(`'${code}'`));
    // These two are made of a prefix and the state of the smart proxy.
    expect(unused).toEqual([]);
  });
});

describe('the page about troubleshooting', () => {
  it('quotes messages as the program prints them', async () => {
    const texts = program.flatMap((source) => printedTexts(source));
    const quoted = blocks(await page('troubleshooting'), 'text').flatMap((block) =>
      block.trim().split('\n'),
    );
    expect(quoted.length).toBeGreaterThan(15);
    expect(quoted.filter((line) => !texts.some((text) => text.test(line)))).toEqual([]);
  });

  it('would notice another word', () => {
    const source =
      "fail(`no host${visible(`to \\`x\\``)} matches \\`${search}\\`. It's`, 'not sent');";
    const texts = printedTexts(source, 4);
    expect(texts.some((text) => text.test("no host matches `a`. It's"))).toBe(true);
    expect(texts.some((text) => text.test('not sent'))).toBe(true);
    expect(texts.some((text) => text.test("no host matched `a`. It's"))).toBe(false);
  });
});

describe('the topics', () => {
  it.each(topics)('$name has examples that fit a terminal of 80 columns', async ({ name }) => {
    const text = await page(name);
    const lines = [...blocks(text, 'sh'), ...blocks(text, 'json')].flatMap((one) =>
      one.split('\n'),
    );
    expect(lines.filter((line) => line.length > 76)).toEqual([]);
  });
});
