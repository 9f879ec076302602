import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkDocument } from '../world/documents.ts';
import { openWorld, type World } from '../world/run.ts';

const folder = fileURLToPath(new URL('../../schemas/', import.meta.url));
const files = readdirSync(folder);

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

test('schema lists every schema that is packed, without asking a server', async () => {
  const ran = await world.run(['schema', '--json'], { env: { REXCTL_SERVER: '' } });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  expect(ran.json.schemas.map(({ name }: { name: string }) => `${name}.json`).sort()).toEqual(
    files.sort(),
  );
  expect(world.server.requests).toEqual([]);
});

test('schema NAME prints that file', async () => {
  const ran = await world.run(['schema', 'event']);
  expect(ran).toEqual(expect.objectContaining({ code: 0, stderr: '' }));
  expect(ran.stdout).toBe(readFileSync(`${folder}event.json`, 'utf8'));
  const unknown = await world.run(['schema', 'events']);
  expect(unknown).toMatchObject({ code: 2, stdout: '' });
  expect(unknown.stderr).toContain('no schema `events`; did you mean `event`?');
});

test.each(files)('%s is a JSON Schema, and lets unknown fields pass', (file) => {
  const schema = JSON.parse(readFileSync(`${folder}${file}`, 'utf8'));
  expect(new Ajv2020({ strict: false }).validateSchema(schema)).toBe(true);
  expect(JSON.stringify(schema)).not.toContain('"additionalProperties":false');
});

describe('what tests check printed documents with', () => {
  test('finds a field that no schema describes, a missing one, and one of another type', async () => {
    const { json } = await world.run(['list', '--json']);
    expect(() => checkDocument(json)).not.toThrow();
    expect(() => checkDocument({ ...json, more: 1 })).toThrow(/no published schema fits/);
    expect(() => checkDocument({ schema: json.schema, jobs: json.jobs })).toThrow(
      /must have required property 'subtotal'/,
    );
    expect(() => checkDocument({ ...json, subtotal: '7' })).toThrow(/list: \/subtotal must match/);
  });
});

/** A field of a schema, by its path, with what describes it. */
function* fieldsOf(schema: unknown, path = ''): Generator<[path: string, meaning: string]> {
  if (typeof schema !== 'object' || schema === null) return;
  const { properties = {}, ...others } = schema as { readonly properties?: object };
  for (const [name, field] of Object.entries(properties)) {
    const { description = '' } = field as { readonly description?: string };
    yield [`${path}.${name}`, description];
    yield* fieldsOf(field, `${path}.${name}`);
  }
  for (const other of Object.values(others)) yield* fieldsOf(other, path);
}

test.each(files)('%s says of every field what it means', (file) => {
  const fields = [...fieldsOf(JSON.parse(readFileSync(`${folder}${file}`, 'utf8')))];
  expect(fields.length).toBeGreaterThan(1);
  expect(fields.filter(([, meaning]) => !/^["/\p{L}\d].{3,}[^.]$/u.test(meaning))).toEqual([]);
});
