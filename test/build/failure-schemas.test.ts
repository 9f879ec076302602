import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hostStatuses } from '../../src/jobs/hosts/host-run.ts';

type Json = Readonly<Record<string, unknown>>;

/** Objects with the state of a host that say no more of it, and why. */
const without: Readonly<Record<string, string>> = {
  'show.json lineage.hosts.attempts': 'an attempt is a state; why it failed is in show of its job',
};

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const folder = new URL('../../schemas/', import.meta.url);

/** Every object of a schema that has the state of a host, by the fields that lead to it. */
function hostObjects(node: unknown, path: readonly string[]): [string, Json][] {
  if (!isObject(node)) return [];
  const { properties } = node;
  const here = isObject(properties) && isOfHost(properties) ? [[path.join('.'), properties]] : [];
  const below = Object.entries(node).flatMap(([key, value]) =>
    key === 'properties' && isObject(value)
      ? Object.entries(value).flatMap(([field, one]) => hostObjects(one, [...path, field]))
      : hostObjects(value, path),
  );
  return [...(here as [string, Json][]), ...below];
}

function isOfHost({ status, reason, name }: Json): boolean {
  const words = isObject(status) ? status.enum : undefined;
  const isState = Array.isArray(words) && hostStatuses.every((one) => words.includes(one));
  return isState || (reason !== undefined && name !== undefined);
}

test('every published object with the state of a host has its failure', () => {
  const found = readdirSync(folder).flatMap((file) =>
    hostObjects(JSON.parse(readFileSync(new URL(file, folder), 'utf8')), []).map(
      ([path, properties]) => ({ place: `${file} ${path}`, has: Object.keys(properties) }),
    ),
  );
  const lacking = found.filter(({ has }) => !has.includes('failure')).map(({ place }) => place);
  expect(lacking).toEqual(Object.keys(without));
  expect(found.length).toBeGreaterThan(20);
});
