import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

const terminal = { terminal: { stdout: true, stderr: true }, env: { NO_COLOR: '1' } };

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

describe('bookmark list', () => {
  test('has the host searches that run --bookmark takes, by name', async () => {
    const { code, stdout, stderr } = await world.run(['bookmark', 'list']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe('databases\thostgroup = db\ttrue\nweb\thostgroup = web\ttrue\n');
    const { json } = await world.run(['bookmark', 'list', '--json']);
    for (const { name } of json.bookmarks) {
      const argv = ['run', '-c', 'true', '--bookmark', name, '--dry-run', '--json'];
      expect((await world.run(argv)).code).toBe(0);
    }
  });

  test('is one document with ids and the number of matches', async () => {
    const { json } = await world.run(['bookmark', 'list', 'name ~ data', '--json']);
    expect(json).toEqual({
      schema: 'rexctl/1',
      bookmarks: [{ id: 2, name: 'databases', query: 'hostgroup = db', public: true }],
      subtotal: 1,
    });
  });

  test('has your own ones that are not public, and not those of others', async () => {
    const demo = world.server.world;
    const admin = demo.users.find(({ login }) => login === 'admin')?.id;
    const anna = demo.users.find(({ login }) => login === 'anna')?.id;
    demo.addBookmark('mine', 'name ~ app', { public: false, owner_id: admin });
    demo.addBookmark('hers', 'name ~ db', { public: false, owner_id: anna });
    const { stdout } = await world.run(['bookmark', 'list'], terminal);
    expect(stdout).toMatch(/^ NAME +SEARCH +PUBLIC\n/);
    expect(stdout).toMatch(/\n mine +name ~ app +no\n/);
    expect(stdout).not.toContain('hers');
  });

  test('a search of several words stays one condition', async () => {
    const { stdout } = await world.run(['bookmark', 'list', 'name = web or name = active']);
    expect(stdout).toBe('web\thostgroup = web\ttrue\n');
  });

  test('shows how many a limit hides, and reads all pages with --all', async () => {
    for (let n = 1; n <= 248; n++) world.server.world.addBookmark(`b${n}`, `id = ${n}`);
    expect(await world.run(['bookmark', 'list', '-n', '2'], terminal)).toMatchObject({
      code: 0,
      stderr: 'Showing 2 of 250 bookmarks; more with --limit 10\n',
    });
    const usual = await world.run(['bookmark', 'list', '--json']);
    expect([usual.json.bookmarks.length, usual.json.subtotal]).toEqual([100, 250]);
    const all = await world.run(['bookmark', 'list', '--all', '--json']);
    const names = new Set(all.json.bookmarks.map(({ name }: { name: string }) => name));
    expect([names.size, all.json.subtotal]).toEqual([250, 250]);
  });

  test('says on a terminal that none matches', async () => {
    expect(await world.run(['bookmark', 'list', 'name = none'], terminal)).toMatchObject({
      code: 0,
      stderr: 'No bookmark matches.\n',
    });
  });

  test('a missing permission is an error that names it', async () => {
    world.server.world.users
      .find(({ login }) => login === 'ruser')
      ?.permissions.delete('view_bookmarks');
    const env = { REXCTL_USER: 'ruser', REXCTL_TOKEN: 'ruser-secret' };
    const ran = await world.run(['bookmark', 'list'], { env });
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toContain('ruser is missing permission view_bookmarks');
  });
});
