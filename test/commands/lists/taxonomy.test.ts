import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

const terminal = { terminal: { stdout: true, stderr: true }, env: { NO_COLOR: '1' } };
const ruser = { REXCTL_USER: 'ruser', REXCTL_TOKEN: 'ruser-secret' };

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

describe('organization list and location list', () => {
  test('have the whole path of nested ones', async () => {
    const organizations = await world.run(['organization', 'list']);
    expect([organizations.code, organizations.stderr]).toEqual([0, '']);
    expect(organizations.stdout).toBe('false\t1\tAcme\t-\nfalse\t2\tAcme/Web\t-\n');
    const locations = await world.run(['location', 'list', '--json']);
    expect(locations.json).toEqual({
      schema: 'rexctl/1',
      locations: [
        {
          ...{ id: 3, name: 'Europe', title: 'Europe', parent_id: null },
          ...{ description: null, current: false },
        },
        {
          ...{ id: 4, name: 'Berlin', title: 'Europe/Berlin', parent_id: 3 },
          ...{ description: null, current: false },
        },
      ],
      subtotal: 2,
    });
  });

  test('each title is what --organization takes', async () => {
    const { json } = await world.run(['organization', 'list', '--json']);
    for (const { title } of json.organizations)
      expect((await world.run(['host', 'list', '--organization', title])).code).toBe(0);
  });

  test.each([
    ['title', 'Acme/Web'],
    ['name', 'Web'],
    ['id', '2'],
  ])('mark the one of the profile, which may be its %s', async (_, organization) => {
    await world.run(['login', '--token-stdin'], { stdin: 'changeme' });
    await world.run(['config', 'set', 'organization', organization]);
    const { stdout } = await world.run(['organization', 'list'], terminal);
    expect(stdout).toBe(
      '    ID  TITLE     DESCRIPTION\n    1   Acme      -\n *  2   Acme/Web  -\n',
    );
    const { json } = await world.run(['organization', 'list', '--json']);
    expect(json.organizations.map(({ current }: { current: boolean }) => current)).toEqual([
      false,
      true,
    ]);
  });

  test('mark that of an option before that of the profile; the list is not limited by it', async () => {
    const argv = ['organization', 'list', '--organization', 'Acme', '--columns', 'current,title'];
    expect((await world.run(argv)).stdout).toBe('true\tAcme\nfalse\tAcme/Web\n');
  });

  test('without one in use nothing is marked, and nothing is said about it', async () => {
    const { stdout, stderr } = await world.run(['organization', 'list'], terminal);
    expect(stdout).toBe(' ID  TITLE     DESCRIPTION\n 1   Acme      -\n 2   Acme/Web  -\n');
    expect(stderr).toBe('');
  });

  test('a name that several have marks none of them', async () => {
    const demo = world.server.world;
    const other = demo.addOrganization('Other');
    demo.addOrganization('Web', other);
    const argv = ['organization', 'list', '--organization', 'Web'];
    const { json } = await world.run([...argv, '--json']);
    expect(json.organizations.map(({ current }: { current: boolean }) => current)).toEqual([
      ...[false, null],
      ...[false, null],
    ]);
    expect((await world.run(argv, terminal)).stdout).toMatch(/\n \? {2}2 +Acme\/Web/);
    demo.addOrganization('Web');
    const named = (await world.run([...argv, '--json'])).json.organizations;
    const marked = named.filter(({ current }: { current: boolean | null }) => current !== false);
    expect(marked).toEqual([expect.objectContaining({ title: 'Web', current: true })]);
  });

  test('a part of the list does not decide about a name', async () => {
    const argv = ['organization', 'list', '--organization', 'Web', '--json'];
    const { json } = await world.run([...argv, 'title = "Acme/Web"']);
    expect(json.organizations).toEqual([
      expect.objectContaining({ title: 'Acme/Web', current: null }),
    ]);
  });

  test('descriptions are shown', async () => {
    world.server.world.addOrganization('Zoo', null, 'all\nanimals');
    const { stdout } = await world.run(['organization', 'list', 'title = Zoo'], terminal);
    expect(stdout).toContain(' Zoo    all animals\n');
  });

  test('many are read page by page', async () => {
    for (let n = 1; n <= 248; n++) world.server.world.addLocation(`Site ${n}`);
    expect(await world.run(['location', 'list', '-n', '3'], terminal)).toMatchObject({
      code: 0,
      stderr: 'Showing 3 of 250 locations; more with --limit 15\n',
    });
    const { json } = await world.run(['location', 'list', '--all', '--json']);
    expect(new Set(json.locations.map(({ id }: { id: number }) => id)).size).toBe(250);
    expect((await world.run(['location', 'list', 'title = x'], terminal)).stderr).toBe(
      'No location matches.\n',
    );
  });
});

describe('a user who may not list them', () => {
  test('gets those of the account, with a warning', async () => {
    const ran = await world.run(['organization', 'list', '--organization', 'Acme'], { env: ruser });
    expect(ran).toMatchObject({
      code: 0,
      stdout: 'true\t1\tAcme\t-\nfalse\t2\tAcme/Web\t-\n',
      stderr:
        'rexctl: missing permission view_organizations: only those of your account are listed; nested ones may be missing\n',
    });
    const locations = await world.run(['location', 'list', '--json', '-n', '1'], { env: ruser });
    expect(locations.json).toMatchObject({ subtotal: null, locations: [{ title: 'Europe' }] });
    expect(JSON.parse(locations.stderr).warning).toContain('missing permission view_locations');
  });

  test('and an error for a search, which only the server can read', async () => {
    const ran = await world.run(['location', 'list', 'title ~ x'], { env: ruser });
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toContain('ruser is missing permission view_locations');
  });

  test('only direct memberships stand in an account', async () => {
    const { id } = world.server.world.addOrganization('Solo');
    world.server.world.addOrganization('Below', { id, name: 'Solo' });
    const user = { login: 'solo', password: 'secret', organization_ids: [id] };
    world.server.world.addUser({ ...user, roles: ['Remote Execution User'] });
    world.server.world.addUser({ ...user, login: 'all', roles: ['Viewer'] });
    const as = (login: string) => ({ env: { REXCTL_USER: login, REXCTL_TOKEN: 'secret' } });
    const argv = ['organization', 'list', '--columns', 'title'];
    expect((await world.run(argv, as('solo'))).stdout).toBe('Solo\n');
    expect((await world.run(argv, as('all'))).stdout).toBe('Solo\nSolo/Below\n');
  });
});
