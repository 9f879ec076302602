import { afterEach, describe, expect, test } from 'vitest';
import { rexVersions } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const ids = (jobs: readonly { readonly id: number }[]) => jobs.map(({ id }) => id);

describe('a server of any age', () => {
  test.each(rexVersions)(
    'REX %s: list, show, hosts, output, run, rerun and cancel work',
    async (rexVersion) => {
      world = await openWorld({ rexVersion });
      const list = await world.run(['list', '--json']);
      expect(ids(list.json.jobs)).toEqual([207, 206, 205, 204, 203, 202, 201]);
      const show = await world.run(['show', '204', '--hosts', '--json']);
      expect(show.json.hosts).toHaveLength(15);
      expect(show.json.job.outcome).toBe('failed');
      const output = await world.run(['output', '204', '--failed', '--json']);
      expect(output.json.hosts).toMatchObject([{ name: 'web11.example.com', exit_code: 3 }]);
      const run = await world.run(['run', '--command', 'exit 3', '--host', 'web01.example.com']);
      expect(run.code, run.stderr).toBe(3);
      const rerun = await world.run([
        'rerun',
        '@last',
        '--failed',
        '--without-unreadable',
        '-i',
        'command=true',
        '--json',
      ]);
      expect(rerun.code, rerun.stderr).toBe(0);
      await world.run(['run', '--command', 'sleep 600', '--host', 'web01.example.com', '--detach']);
      const cancel = await world.run(['cancel', '@last', '--yes', '--wait']);
      expect(cancel.code, cancel.stderr).toBe(0);
    },
  );
});
