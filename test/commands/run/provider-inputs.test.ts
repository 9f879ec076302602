import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createdJob, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const web01 = ['--host', 'web01.example.com'];
const play = [
  'run',
  '--template',
  'Run Playbook - Ansible Default',
  '-i',
  'playbook=site.yml',
  ...web01,
];

describe('inputs: of the provider', () => {
  test('--ansible-tags and its flag', async () => {
    const ran = await world.run([
      ...play,
      '--ansible-tags',
      'a, b',
      '--ansible-tags-flag',
      'exclude',
      '--detach',
    ]);
    expect(ran.code, ran.stderr).toBe(0);
    expect(createdJob(world).ansible).toEqual({ tags: 'a, b', tags_flag: 'exclude' });
  });

  test('--provider-input splits at the first `=`, reads files and standard input, and is shown by a dry run', async () => {
    const path = join(world.home, 'vars');
    writeFileSync(path, 'x=1\ny=2\n');
    const argv = [
      ...play,
      '--provider-input',
      'ansible.tags=a=b',
      '--provider-input',
      `ansible.verbosity=@${path}`,
    ];
    const dry = await world.run([...argv, '--dry-run', '--json']);
    expect(dry.json.request.body.job_invocation.ansible).toEqual({
      tags: 'a=b',
      verbosity: 'x=1\ny=2\n',
    });
    expect((await world.run([...argv, '--dry-run'])).stdout).toContain(
      'Input ansible.tags: a=b\nInput ansible.verbosity:\n  x=1\n  y=2\n',
    );
    await world.run([...argv, '--detach']);
    expect(createdJob(world).ansible).toEqual({ tags: 'a=b', verbosity: 'x=1\ny=2\n' });
  });

  test.each<readonly [string, readonly string[], RegExp]>([
    [
      'another provider',
      ['run', '--command', 'true', ...web01, '--ansible-tags', 'a'],
      /uses the .*script.* provider, which ignores inputs of `ansible`/i,
    ],
    [
      'no namespace',
      [...play, '--provider-input', 'tags=a'],
      /invalid --provider-input `tags`: expected namespace\.key=value/,
    ],
    [
      'no value',
      [...play, '--provider-input', 'ansible.tags'],
      /invalid --provider-input `ansible\.tags`: expected namespace\.key=value/,
    ],
    [
      'twice',
      [...play, '--ansible-tags', 'a', '--provider-input', 'ansible.tags=b'],
      /`ansible\.tags` is given twice/,
    ],
    [
      'a key of the create',
      [...play, '--provider-input', 'scheduling.start_at=x'],
      /it is not a provider, and/,
    ],
    [
      'standard input twice',
      [...play, '--provider-input', 'ansible.tags=-', '--inputs-file', '-'],
      /--inputs-file - and --provider-input ansible\.tags=- cannot both read standard input/,
    ],
    [
      'the flag alone',
      [...play, '--ansible-tags-flag', 'include'],
      /--ansible-tags-flag needs --ansible-tags/,
    ],
    [
      'another flag',
      [...play, '--ansible-tags', 'a', '--ansible-tags-flag', 'only'],
      /expected include or exclude/,
    ],
    ['no tags', [...play, '--ansible-tags', ' '], /--ansible-tags is empty/],
  ])('%s: 2, and nothing is sent', async (_, argv, message) => {
    const ran = await world.run(argv);
    expect(ran.code, ran.stderr).toBe(2);
    expect(ran.stderr).toMatch(message);
    expect(writes(world)).toEqual([]);
  });

  test('a rerun gives them again, in place of --without-unreadable', async () => {
    await world.run([...play, '--ansible-tags', 'a', '--detach']);
    await world.clock.sleep(60_000);
    const again = ['rerun', '208', '--host', 'web01.example.com', '--detach'];
    const refused = await world.run(again);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("the Ansible provider's own inputs");
    expect(refused.stderr).toContain('--ansible-tags');
    const mark = world.server.requests.length;
    expect((await world.run([...again, '--ansible-tags', 'a'])).code).toBe(0);
    expect(createdJob(world, mark).ansible).toEqual({ tags: 'a' });
  });
});
