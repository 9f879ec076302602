import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NewInput } from '../../../src/demo/world/world-records.ts';
import { as, createdJob, hostsOf, web, web01, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const command = ['run', '--command', 'true'];
/** The run-command feature of this site has another template. */
function ownTemplate(inputs: readonly NewInput[]): void {
  const { features } = world.server.world;
  const { id } = world.server.world.addTemplate({ name: 'Own shell', inputs });
  features.splice(0, features.length, ...features.map((one) => ({ ...one, job_template_id: id })));
}

describe('which template and hosts', () => {
  test('--feature runs the template of the feature, by id, so that the targeting stays as it was meant (trap 56)', async () => {
    const ran = await world.run([
      ...['run', '--feature', 'package_install', '-i', 'package=vim', '--detach'],
      ...web01,
    ]);
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(ran.stderr).toBe(
      'Package Action - Script Default on 1 host: web01.example.com\n' +
        'Job 208 started.  Return with: rexctl watch 208\n',
    );
    const sent = createdJob(world);
    expect(sent).toMatchObject({ job_template_id: 101, inputs: { package: 'vim' } });
    expect(sent).not.toHaveProperty('feature');
  });

  test('--feature with --dynamic is refused, because the server would make it static (trap 56)', async () => {
    const ran = await world.run(['run', '--feature', 'package_install', ...web, '--dynamic']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(/^rexctl: --dynamic and --feature cannot be used together/);
    expect(writes(world)).toEqual([]);
  });

  test.each<readonly [string, readonly NewInput[], given: readonly string[], sent: object]>([
    [
      'its one required input',
      [{ name: 'script', required: true }, { name: 'shell' }],
      [],
      { script: 'true' },
    ],
    [
      'an input called command',
      [{ name: 'why', required: true }, { name: 'command' }],
      ['-i', 'why=because'],
      { why: 'because', command: 'true' },
    ],
  ])('--command on a site whose own template takes it by %s', async (_, inputs, given, sent) => {
    ownTemplate(inputs);
    const ran = await world.run([...command, ...given, ...web01, '--detach']);
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(createdJob(world).inputs).toEqual(sent);
  });

  test('--command on a site whose own template has no input for it is refused', async () => {
    ownTemplate([{ name: 'a' }, { name: 'b' }]);
    const ran = await world.run([...command, ...web01, '--detach']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(
      'template `Own shell` of feature `run_script` has no input for a command',
    );
    expect(writes(world)).toEqual([]);
  });

  test('a template is found by its id as well as by its name', async () => {
    const ran = await world.run(['run', '--template', '103', ...web01, '--detach']);
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(ran.stderr).toMatch(/^Patch hosts on 1 host: web01\.example\.com\n/);
    expect(createdJob(world).job_template_id).toBe(103);
  });

  test('--bookmark is resolved here and sent as ids; --dynamic sends the bookmark itself', async () => {
    const fixed = await world.run([...command, '--bookmark', 'databases', '--detach']);
    expect(fixed).toMatchObject({ code: 0, stdout: '208\n' });
    expect(createdJob(world)).toMatchObject({
      targeting_type: 'static_query',
      search_query: 'id ^ (13,14)',
    });
    const mark = world.server.requests.length;
    const dynamic = await world.run([
      ...command,
      '--bookmark',
      'databases',
      '--dynamic',
      '--detach',
    ]);
    expect(dynamic).toMatchObject({ code: 0, stdout: '209\n' });
    expect(dynamic.stderr).toContain('these hosts match now');
    const sent = createdJob(world, mark);
    expect(sent).toMatchObject({ targeting_type: 'dynamic_query', bookmark_id: 2 });
    expect(sent).not.toHaveProperty('search_query');
  });

  test('a bookmark of another list is no host bookmark, and the closest one is named', async () => {
    const ran = await world.run([...command, '--bookmark', 'database', '--detach']);
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toMatch(/no host bookmark `database`[\s\S]*did you mean `databases`\?/);
    const other = await world.run([...command, '--bookmark', 'active', '--detach']);
    expect(other).toMatchObject({ code: 5, stdout: '' });
    expect(writes(world)).toEqual([]);
  });

  test('one unknown host among known ones stops everything, and a close name is offered', async () => {
    const ran = await world.run([...command, ...web01, '--host', 'web1.example.com']);
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toBe(
      'rexctl: no host `web1.example.com`, or not visible to you. Nothing was sent\n' +
        '        did you mean web01.example.com?\n',
    );
    expect(writes(world)).toEqual([]);
  });

  test.each(['web1', 'web001'])('%s means another width of a number', async (name) => {
    const ran = await world.run([...command, '--host', name]);
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toContain('        did you mean web01.example.com?\n');
  });

  test('the same host named twice is meant once', async () => {
    await world.run([...command, ...web01, ...web01, '--detach', '--expect-hosts', '1']);
    expect(hostsOf(world, 208)).toEqual(['web01.example.com']);
  });

  test('a host that the server leaves out (Foreman itself) is named, and a job on nothing is no success (trap 17)', async () => {
    const foreman = ['--host', 'foreman.example.com'];
    const both = await world.run([...command, ...foreman, ...web01], as('anna'));
    expect(both.code).toBe(3);
    expect(both.stderr).toContain('the server left foreman.example.com out of job 208');
    expect(both.stdout).toMatch(
      /\tjob 208\tsucceeded\t1 ok; the server left out foreman\.example\.com\n$/,
    );
    const none = await world.run([...command, ...foreman], as('anna'));
    expect(none.code).toBe(3);
    expect(none.stderr).toContain('the server left foreman.example.com out of job 209');
    expect(none.stdout).toMatch(/\tjob 209\tno_hosts\t-\n$/);
  });

  test.each([
    ['--max-hosts', '12', 0],
    ['--max-hosts', '11', 9],
    ['--expect-hosts', '12', 0],
    ['--expect-hosts', '11', 9],
  ])('%s %s with 12 hosts ends with %i', async (guard, number, code) => {
    const ran = await world.run([...command, ...web, guard, number, '--detach']);
    expect(ran.code).toBe(code);
    expect(writes(world)).toHaveLength(code === 0 ? 1 : 0);
    if (code === 9)
      expect(ran.stderr).toMatch(new RegExp(`12 hosts match, but .*${guard}.*Nothing was sent`));
  });
});
