import { afterEach, describe, expect, test } from 'vitest';
import { cancelJobHosts } from '../../../src/api/endpoints/job-actions.ts';
import {
  type RecordedRequest,
  type RexVersion,
  rexVersions,
} from '../../../src/demo/http/server.ts';
import { abilitiesOf } from '../../../src/demo/http/versions.ts';
import { type Demo, demo } from '../../api/demo.ts';
import { rerunRestricted } from '../../api/restricted-rerun.ts';
import { web, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

const opened: (World | Demo)[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function demoOf(rexVersion: RexVersion) {
  const one = await demo({ rexVersion });
  opened.push(one);
  return { server: one.server, connection: one.open().connection };
}

/**
 * The requests of a `watch` of a job that takes five minutes on twelve hosts, two of which end
 * earlier.
 */
async function watched(rexVersion: RexVersion): Promise<readonly RecordedRequest[]> {
  const world = await openWorld({ rexVersion });
  opened.push(world);
  await world.run(['run', '--command', 'sleep 300', ...web, '--detach']);
  await world.clock.sleep(3000);
  const mark = world.server.requests.length;
  const calls = world.server.proxyCalls;
  expect((await world.run(['watch', '208'])).code).toBe(0);
  expect(world.server.proxyCalls).toBe(calls);
  return world.server.requests.slice(mark);
}

const isHosts = ({ path }: RecordedRequest) => path === '/api/job_invocations/208/hosts';
const isShow = ({ path }: RecordedRequest) => path === '/api/job_invocations/208';
const isIndex = ({ path }: RecordedRequest) => path === '/api/job_invocations';
const gaps = (requests: readonly RecordedRequest[]) =>
  requests.slice(1).map(({ at }, index) => at - (requests[index]?.at ?? 0));

describe('what a watch costs the server', () => {
  test.each(rexVersions.filter((version) => abilitiesOf(version).includeHosts))(
    'REX %s: show without hosts, and pages of hosts; never the heavy show',
    async (version) => {
      const requests = await watched(version);
      expect(requests.filter(isShow).every(({ query }) => query.include_hosts === 'false')).toBe(
        true,
      );
      expect(requests.filter(isIndex)).toEqual([]);
      expect(requests.filter(isHosts).length).toBeGreaterThan(0);
    },
  );

  test.each(
    rexVersions.filter(
      (version) => abilitiesOf(version).hostsEndpoint && !abilitiesOf(version).includeHosts,
    ),
  )('REX %s: the heavy show once, then the index; hosts at most every 10 s', async (version) => {
    const requests = await watched(version);
    expect(requests.filter(isShow)).toHaveLength(1);
    expect(requests.filter(isIndex).length).toBeGreaterThan(10);
    expect(requests.filter(isIndex).every(({ query }) => query.search === 'id = 208')).toBe(true);
    const hosts = requests.filter(isHosts);
    expect(hosts.length).toBeGreaterThan(1);
    expect(gaps(hosts.slice(0, -1)).filter((gap) => gap < 10_000)).toEqual([]);
  });

  test.each(rexVersions.filter((version) => !abilitiesOf(version).hostsEndpoint))(
    'REX %s: the index, and the heavy show only for the states of hosts, at most every 5 s',
    async (version) => {
      const requests = await watched(version);
      expect(requests.filter(isHosts)).toEqual([]);
      const [first, ...states] = requests.filter(isShow);
      expect(first?.query.host_status).toBeUndefined();
      expect(states.every(({ query }) => query.host_status === 'true')).toBe(true);
      expect(gaps(states.slice(0, -1)).filter((gap) => gap < 5000)).toEqual([]);
      expect(states.length).toBeLessThan(75);
    },
  );
});

describe('writes with a filter that the server would ignore', () => {
  test.each(rexVersions)(
    'REX %s: a cancel for some hosts is sent from 16.1 on, before it is refused',
    async (version) => {
      const { server, connection } = await demoOf(version);
      const mark = server.requests.length;
      const sending = cancelJobHosts(connection, 201, 'name = web01.example.com');
      const sent = () => server.requests.slice(mark).filter(({ method }) => method === 'POST');
      if (abilitiesOf(version).cancelSearch) {
        await expect(sending).resolves.toMatchObject({ total: 1 });
        expect(sent().map(({ body }) => body)).toEqual([{ search: 'name = web01.example.com' }]);
      } else {
        await expect(sending).rejects.toMatchObject({
          kind: 'refused',
          exitCode: 9,
          message: expect.stringMatching(
            /Remote Execution \d+\.\d+\.\d+\) would ignore the host filter and cancel the whole job\. Nothing was sent/,
          ),
        });
        expect(sent()).toEqual([]);
      }
    },
  );

  test.each(rexVersions)('REX %s: a blank filter is refused everywhere', async (version) => {
    const { server, connection } = await demoOf(version);
    await expect(cancelJobHosts(connection, 201, ' ')).rejects.toMatchObject({ kind: 'refused' });
    expect(server.requests.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  test.each(rexVersions)(
    'REX %s: rerun --failed never asks the server to choose, which would run on all',
    async (version) => {
      const world = await openWorld({ rexVersion: version });
      opened.push(world);
      const mark = world.server.requests.length;
      const ran = await world.run(['rerun', '204', '--failed', '--detach', '--without-unreadable']);
      expect(ran.code).toBe(0);
      expect(writes(world, mark)).toEqual(['POST /api/job_invocations']);
      expect(world.server.jobs.get(208)?.targeting.host_ids).toHaveLength(1);
    },
  );

  test('what the restricted rerun would have done', async () => {
    const { server, connection } = await demoOf('17.1');
    const { id } = await rerunRestricted(connection, 204, { failed_only: true });
    expect(server.jobs.get(id)?.targeting.host_ids).toHaveLength(15);
  });
});
