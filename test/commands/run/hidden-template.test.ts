import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { as, web01, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const name = 'Run Command - Script Default';

/** Only this organization has the template that runs commands. */
function keptIn(organization: number): void {
  const template = world.server.world.templates.find((one) => one.name === name);
  Object.assign(template ?? {}, { organization_ids: [organization] });
}

const titleOf = (id: number) =>
  world.server.world.organizations.find((organization) => organization.id === id)?.title ?? '';

describe('a template outside the organization is named, with what to do', () => {
  test.each([
    ['run --command', ['run', '--command', 'true', ...web01], `template \`${name}\` (100)`],
    ['run --template ID', ['run', '--template', '100', ...web01], 'no template `100`, or'],
    ['rerun', ['rerun', '208', '--failed'], `template \`${name}\` (100)`],
  ])('%s, of a user who is not in it: 5', async (_, argv, named) => {
    if (argv[0] === 'rerun')
      await world.run(['run', '--command', 'exit 3', ...web01, '--quiet', '--settle'], as('ruser'));
    const mark = world.server.requests.length;
    keptIn(99);
    const ran = await world.run(argv, as('ruser'));
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toContain(`rexctl: ${named}`);
    expect(ran.stderr).toContain('not visible to you');
    if (named.includes(name))
      expect(ran.stderr).toContain(
        'ask an administrator to add it to your organization and location',
      );
    expect(writes(world, mark)).toEqual([]);
  });

  test.each([
    ['run --command', ['--command', 'true'], name],
    ['run --template NAME', ['--template', name, '--input', 'command=true'], name],
    ['run --template ID', ['--template', '100', '--input', 'command=true'], '100'],
  ])('%s, with --organization another: 5', async (_, what, told) => {
    const [first, second] = world.server.world.organizations.map(({ id }) => id);
    keptIn(first ?? 0);
    const elsewhere = world.server.world.organizations.find(
      ({ id, title }) => id !== first && !title.startsWith(`${titleOf(first ?? 0)}/`),
    );
    const other = elsewhere?.title ?? titleOf(second ?? 0);
    const ran = await world.run(['run', ...what, ...web01, '--organization', other]);
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toBe(
      `rexctl: template \`${told}\` is not in organization ${other}\n` +
        '        choose another with --organization or --location, or remove them from the profile\n',
    );
    expect(writes(world)).toEqual([]);
  });
});
