import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { demoWorld } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

const terminal = { terminal: { stdout: true, stderr: true } };

let world: World;
beforeEach(async () => {
  const demo = demoWorld();
  demo.addFeature('bootc_upgrade', 'Upgrade the image', null);
  world = await openWorld({ world: demo });
});
afterEach(() => world.close());

describe('feature list', () => {
  test('has label, name, template and description of each', async () => {
    const { code, stdout, stderr } = await world.run(['feature', 'list']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe(
      [
        'run_script\tRun Script\tRun Command - Script Default\tRun Script',
        'package_install\tInstall Package\tPackage Action - Script Default\tInstall Package',
        'bootc_upgrade\tUpgrade the image\t-\tUpgrade the image',
        '',
      ].join('\n'),
    );
  });

  test('shows no color that is in the name of a template', async () => {
    const demo = demoWorld();
    const red = demo.addTemplate({ name: '\u001b[31mDanger\u001b[0m' });
    demo.addFeature('danger', '\u001b[31mDanger', red);
    const colored = await openWorld({ world: demo });
    const env = { COLORTERM: 'truecolor', TERM: 'xterm-256color' };
    const { stdout } = await colored.run(['feature', 'list', 'danger'], { ...terminal, env });
    await colored.close();
    expect(stdout).toMatch(/danger {2}Danger {2}Danger/);
    expect(stdout).not.toContain('[31m');
  });

  test('is one document with ids, and null where no template runs', async () => {
    const { code, json } = await world.run(['feature', 'list', 'bootc', '--json']);
    expect(code).toBe(0);
    expect(json).toEqual({
      schema: 'rexctl/1',
      features: [
        {
          id: 3,
          label: 'bootc_upgrade',
          name: 'Upgrade the image',
          description: 'Upgrade the image',
          job_template_id: null,
          job_template_name: null,
        },
      ],
    });
  });

  test('on a terminal a feature without template says so', async () => {
    const { stdout } = await world.run(['feature', 'list'], {
      ...terminal,
      env: { NO_COLOR: '1' },
    });
    expect(stdout).toMatch(/^ LABEL +NAME +TEMPLATE +DESCRIPTION\n/);
    expect(stdout).toMatch(/\n bootc_upgrade +Upgrade the image +none +Upgrade the image\n$/);
  });

  test.each([
    ['PACKAGE', ['package_install']],
    ['run command', ['run_script']],
    ['nothing like it', []],
  ])('a part of label, name or template in any case: %s', async (text, labels) => {
    const { code, json } = await world.run(['feature', 'list', text, '--json']);
    expect(code).toBe(0);
    expect(json.features.map(({ label }: { label: string }) => label)).toEqual(labels);
  });

  test('says on a terminal that there is none', async () => {
    expect(await world.run(['feature', 'list', 'nope'], terminal)).toMatchObject({
      code: 0,
      stderr: 'No feature matches.\n',
    });
    world.server.world.features.length = 0;
    expect(await world.run(['feature', 'list'], terminal)).toMatchObject({
      code: 0,
      stderr: 'The server has no features.\n',
    });
  });

  test('a search in the language of the server is refused: it would match nothing', async () => {
    const ran = await world.run(['feature', 'list', 'label ~ package']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toBe(
      'rexctl: invalid text `label ~ package`: the server has no search for features\n' +
        '        give a part of the label, e.g. rexctl feature list package\n',
    );
    expect(world.server.requests).toEqual([]);
  });

  test('all of many are listed, which the server sends on one page (trap 69)', async () => {
    for (let n = 1; n <= 130; n++) world.server.world.addFeature(`feature_${n}`, `F ${n}`, null);
    const mark = world.server.requests.length;
    const { json } = await world.run(['feature', 'list', '--json']);
    expect(json.features).toHaveLength(133);
    const reads = world.requestsSince(mark).filter((read) => read.includes('features'));
    expect(reads).toEqual(['GET /api/remote_execution_features']);
  });

  test('columns and fields can be chosen', async () => {
    const columns = await world.run(['feature', 'list', '--columns', 'id,job_template_id']);
    expect(columns.stdout).toBe('1\t100\n2\t101\n3\t-\n');
    const fields = await world.run([
      'feature',
      'list',
      'run_script',
      '--json',
      '--fields',
      'label',
    ]);
    expect(fields.json.features).toEqual([{ label: 'run_script' }]);
    const csv = await world.run(['feature', 'list', 'run_script', '--format', 'csv']);
    expect(csv.stdout).toBe(
      'label,name,job_template_name,description\nrun_script,Run Script,Run Command - Script Default,Run Script\n',
    );
  });

  test('a missing permission is an error that names it', async () => {
    world.server.world.addUser({ login: 'noone', password: 'secret' });
    const env = { REXCTL_USER: 'noone', REXCTL_TOKEN: 'secret' };
    const ran = await world.run(['feature', 'list'], { env });
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toContain('noone is missing permission view_remote_execution_features');
    expect(ran.stderr).toContain('e.g. Remote Execution User');
  });

  test('is what run --feature takes', async () => {
    const { json } = await world.run(['feature', 'list', 'package', '--json']);
    const [{ label, job_template_id }] = json.features;
    const argv = ['run', '--feature', label, '-i', 'package=vim', '--host', 'web01', '--dry-run'];
    const { request } = (await world.run([...argv, '--json'])).json;
    expect(request.body.job_invocation.job_template_id).toBe(job_template_id);
  });
});
