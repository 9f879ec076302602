import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type Capabilities,
  cachedCapabilities,
  capabilitiesOfDocumentation,
  capabilitiesOfVersion,
  unknownCapabilities,
} from '../../src/api/capabilities.ts';
import { readStatus } from '../../src/api/endpoints/account.ts';
import { type RexVersion, rexVersions } from '../../src/demo/http/server.ts';
import { type Demo, demo, passwords } from './demo.ts';
import { cookieHeader, json, tinyServer } from './http/tiny-server.ts';
import { MemoryCapabilities, openTo } from './open.ts';

const worlds: Demo[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function server(rexVersion: RexVersion = '17.1'): Promise<Demo> {
  const world = await demo({ rexVersion });
  worlds.push(world);
  return world;
}

/** The names of what a server can do. */
function able(capabilities: Capabilities | null): string[] {
  return Object.entries(capabilities ?? {})
    .filter(([, value]) => value === true)
    .map(([name]) => name);
}

const steps: readonly (readonly [RexVersion, readonly string[]])[] = [
  ['7.0', []],
  ['8.1', ['outputIds']],
  ['13.2', ['effectiveUserReadable', 'liveCounts', 'succeededOnly']],
  ['14.1', ['hostsEndpoint']],
  ['16.0', ['limitsReadable', 'patternInputs']],
  ['16.1', ['cancelSearch']],
  ['16.7', ['awaiting', 'includeHosts', 'hostStatusAnyTruthy', 'cheapHostPages']],
  ['17.1', ['hostsPermissions']],
];

describe('what a server can do', () => {
  it.each(steps)('of REX %s adds to the version before: %s', (version, added) => {
    const before = rexVersions[rexVersions.indexOf(version) - 1];
    const known = before === undefined ? [] : able(capabilitiesOfVersion(before));
    expect(new Set(able(capabilitiesOfVersion(version)))).toEqual(new Set([...known, ...added]));
  });

  it('never shrinks with the version', () => {
    const version = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 12 }));
    fc.assert(
      fc.property(version, version, (a, b) => {
        const [older, newer] = a[0] < b[0] || (a[0] === b[0] && a[1] <= b[1]) ? [a, b] : [b, a];
        const inNewer = new Set(able(capabilitiesOfVersion(newer.join('.'))));
        expect(
          able(capabilitiesOfVersion(older.join('.'))).filter((name) => !inNewer.has(name)),
        ).toEqual([]);
      }),
    );
  });

  it.each(['', 'HEAD', 'v', 'x.1'])('cannot be read from "%s"', (version) => {
    expect(capabilitiesOfVersion(version)).toBeNull();
  });

  it.each(rexVersions)('is asked of the plugins: REX %s', async (version) => {
    const world = await server(version);
    const capabilities = await world.open().connection.capabilities();
    expect(capabilities).toMatchObject({
      source: 'plugins',
      rexVersion: expect.stringMatching(`^${version.replace('.', '\\.')}`),
    });
    expect(able(capabilities)).toEqual(able(capabilitiesOfVersion(version)));
  });

  it.each(rexVersions)(
    'is read from the documentation by a user who may not see plugins, and never overstated: REX %s',
    async (version) => {
      const world = await server(version);
      const capabilities = await world
        .open({ login: 'ruser', secret: passwords.ruser })
        .connection.capabilities();
      expect(capabilities).toMatchObject({ source: 'apidoc', rexVersion: null });
      const real = new Set(able(capabilitiesOfVersion(version)));
      expect(able(capabilities).filter((name) => !real.has(name))).toEqual([]);
      for (const name of [
        'cancelSearch',
        'includeHosts',
        'hostsEndpoint',
        'hostsPermissions',
      ] as const) {
        expect(capabilities[name]).toBe(real.has(name));
      }
    },
  );

  it('is asked once per command and once per server: the cache answers the next command', async () => {
    const world = await server();
    const capabilityCache = new MemoryCapabilities();
    const first = world.open({ capabilityCache }).connection;
    await Promise.all([first.capabilities(), first.capabilities()]);
    await first.capabilities();
    const second = world.open({ capabilityCache }).connection;
    await readStatus(second);
    await expect(second.capabilities()).resolves.toMatchObject({ rexVersion: '17.1.0' });
    expect(world.server.requests.map((request) => request.path)).toEqual([
      '/api/plugins',
      '/api/status',
    ]);
  });

  it('is looked at again when the description of the API changes', async () => {
    let checksum = 'one';
    let version = '15.0.0';
    const tiny = await tinyServer((_, response) =>
      json(response, { results: [{ name: 'foreman_remote_execution', version }] }, 200, {
        ...cookieHeader,
        'apipie-checksum': checksum,
      }),
    );
    const { connection, capabilityCache } = openTo(tiny.url);
    await expect(connection.capabilities()).resolves.toMatchObject({ cancelSearch: false });
    [checksum, version] = ['two', '17.1.0'];
    await readStatus(connection).catch(() => undefined);
    await expect(connection.capabilities()).resolves.toMatchObject({ cancelSearch: true });
    expect([...capabilityCache.values.keys()]).toEqual([`${tiny.url} one`, `${tiny.url} two`]);
    await connection.close();
    await tiny.close();
  });

  it('is nothing for sure when neither plugins nor documentation can be read, and is asked only once', async () => {
    const tiny = await tinyServer((_, response) =>
      json(response, { error: { message: 'Access denied' } }, 403, cookieHeader),
    );
    const { connection, capabilityCache } = openTo(tiny.url);
    await expect(connection.capabilities()).resolves.toEqual(unknownCapabilities);
    await connection.capabilities();
    expect(tiny.seen).toHaveLength(2);
    expect(capabilityCache.values.size).toBe(0);
    await connection.close();
    await tiny.close();
  });

  it('stays unknown, not denied, when the server is in trouble', async () => {
    const world = await server();
    world.server.faults.rules.push({
      path: '/api/plugins',
      times: 4,
      effect: { kind: 'answer', status: 503 },
    });
    const { connection } = world.open();
    await expect(connection.capabilities()).rejects.toMatchObject({
      httpStatus: 503,
      retryable: true,
    });
    await expect(connection.capabilities()).resolves.toMatchObject({ rexVersion: '17.1.0' });
  });

  it('is not believed from a cache that holds something else', () => {
    const good = capabilitiesOfVersion('17.1.0');
    expect(cachedCapabilities(structuredClone(good))).toEqual(good);
    for (const bad of [
      null,
      5,
      'x',
      {},
      { ...good, source: 'unknown' },
      { ...good, cancelSearch: 'yes' },
      { ...good, rexVersion: 17 },
    ]) {
      expect(cachedCapabilities(bad)).toBeNull();
    }
  });

  it('is little where the documentation names nothing', () => {
    expect(able(capabilitiesOfDocumentation(new Map([['show', new Set(['id'])]])))).toEqual([]);
  });

  it('is looked for once by all that ask at the same time, and an abort of one does not abort the others', async () => {
    const { connection, server: tiny, release } = await heldBack();
    const leaving = new AbortController();
    const first = connection
      .with({ signal: leaving.signal })
      .capabilities()
      .catch((error: unknown) => error);
    const second = connection.capabilities();
    leaving.abort(new Error('left'));
    expect(await first).toMatchObject({ message: 'left' });
    release();
    expect(await second).toMatchObject({ rexVersion: '17.1.0' });
    expect(tiny.seen).toHaveLength(1);
  });

  it('is no longer looked for once all were aborted, and can be asked for again', async () => {
    const { connection, release } = await heldBack();
    const leaving = new AbortController();
    const impatient = connection.with({ signal: leaving.signal });
    const both = [1, 2].map(() => impatient.capabilities().catch((error: unknown) => error));
    leaving.abort(new Error('left'));
    expect(await Promise.all(both)).toMatchObject([{ message: 'left' }, { message: 'left' }]);
    release();
    expect(await connection.capabilities()).toMatchObject({ rexVersion: '17.1.0' });
  });

  it.each([
    ['once by who paces himself', false, 1],
    ['four times by others', undefined, 4],
  ])('is tried %s, and tries are not multiplied', async (_, retry, tries) => {
    const tiny = await tinyServer((_request, response) => response.writeHead(503).end());
    const { connection } = openTo(tiny.url, { random: () => 0 });
    worlds.push({
      close: () => Promise.all([connection.close(), tiny.close()]),
    } as unknown as Demo);
    await expect(connection.with({ retry }).capabilities()).rejects.toMatchObject({
      httpStatus: 503,
    });
    expect(tiny.seen).toHaveLength(tries);
  });
});

/** A server that keeps its first answer back until it is released. */
async function heldBack() {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const plugins = { results: [{ name: 'foreman_remote_execution', version: '17.1.0' }], total: 1 };
  const tiny = await tinyServer((_request, response) => {
    void released.then(() =>
      json(response, { ...plugins, subtotal: 1, page: 1, per_page: 20 }, 200, cookieHeader),
    );
  });
  const { connection } = openTo(tiny.url);
  worlds.push({ close: () => Promise.all([connection.close(), tiny.close()]) } as unknown as Demo);
  return { connection, server: tiny, release };
}
