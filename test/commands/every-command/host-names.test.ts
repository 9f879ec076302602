import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hostsOf, worldWithTwoFailures, writes } from '../../world/job-requests.ts';
import { openWorld, type Ran, type World } from '../../world/run.ts';

let world: World;
/** Job 208 ran on these; `db01` is the short name of two of them. */
const everyHost = 'name ~ web or name ~ db01 or name ~ 10.0.0.2 or name ~ odd';
/** Names that no server takes today, but that a set has to carry. */
const oddHosts = ['odd[1],a b', 'odd[2],a b'];

beforeEach(async () => {
  const hosts = worldWithTwoFailures();
  hosts.addHost({ name: 'db01.example.org' });
  for (const name of ['10.0.0.21', '10.0.0.22', ...oddHosts]) hosts.addHost({ name });
  world = await openWorld({ world: hosts });
  writeFileSync(join(world.home, 'hosts'), '# tonight\nweb02\nWEB03.example.com\n');
});
afterEach(() => world.close());

/** A command that takes hosts, and which of them it took. */
interface Place {
  readonly name: string;
  /** What job 208 is at that time; `null` where it is not needed. */
  readonly job: string | null;
  readonly argv: (hosts: string) => readonly string[];
  readonly taken: (ran: Ran) => readonly string[];
}

const named = (hosts: readonly { readonly name: string }[]) => hosts.map(({ name }) => name).sort();

const places: readonly Place[] = [
  {
    name: 'run --host',
    job: null,
    argv: (hosts) => ['run', '-c', 'true', '--host', hosts, '--detach', '--json'],
    taken: () => hostsOf(world, 208),
  },
  {
    name: 'run --exclude',
    job: null,
    argv: (hosts) => [
      'run',
      '-c',
      'true',
      '--search',
      everyHost,
      '--exclude',
      hosts,
      '--detach',
      '--json',
    ],
    taken: () => {
      const left = hostsOf(world, 208);
      return named([...world.server.world.hosts.values()]).filter(
        (name) => /web|db01|^10|odd/.test(name) && !left.includes(name),
      );
    },
  },
  {
    name: 'rerun --host',
    job: 'true',
    argv: (hosts) => ['rerun', '208', '--host', hosts, '--detach', '--json'],
    taken: () => hostsOf(world, 209),
  },
  {
    name: 'output',
    job: 'true',
    argv: (hosts) => ['output', '208', hosts, '--json'],
    taken: (ran) => named(ran.json.hosts),
  },
  {
    name: 'output --group',
    job: 'true',
    argv: (hosts) => ['output', '208', hosts, '--group', '--json'],
    taken: (ran) => named(ran.json.groups.flatMap(({ hosts }: { hosts: [] }) => hosts)),
  },
  {
    name: 'output --raw',
    job: 'true',
    argv: (hosts) => ['output', '208', hosts, '--raw', '--json'],
    taken: (ran) => named(ran.json.hosts),
  },
  {
    name: 'show',
    job: 'true',
    argv: (hosts) => ['show', '208', hosts, '--json'],
    taken: (ran) => named(ran.json.hosts),
  },
  {
    name: 'why',
    job: 'exit 4',
    argv: (hosts) => ['why', '208', hosts, '--json'],
    taken: (ran) => named(ran.json.groups.flatMap(({ hosts }: { hosts: [] }) => hosts)),
  },
  {
    name: 'output --follow',
    job: 'true',
    argv: (hosts) => ['output', '208', hosts, '--follow', '--json'],
    taken: (ran) => named(ran.json.hosts),
  },
  {
    name: 'wait --for hosts=',
    job: 'sleep 5',
    argv: (hosts) => ['wait', '208', '--for', `hosts=${hosts}`, '--json'],
    taken: (ran) => named(ran.json.hosts),
  },
  {
    name: 'cancel --host',
    job: 'sleep 600',
    argv: (hosts) => ['cancel', '208', '--host', hosts, '--dry-run', '--json'],
    taken: (ran) => named(ran.json.hosts),
  },
];

const oneHost: readonly Place[] = [
  {
    name: 'output --diff',
    job: 'true',
    argv: (host) => ['output', '208', 'web05', '--diff', host, '--json'],
    taken: (ran) => named(ran.json.reference.hosts).filter((name) => name !== 'web05.example.com'),
  },
  {
    name: 'host show',
    job: null,
    argv: (host) => ['host', 'show', host, '--json'],
    taken: (ran) => named([ran.json.host]),
  },
];

async function ask({ job, argv }: Place, hosts: string): Promise<{ ran: Ran; mark: number }> {
  if (job !== null) {
    await world.run(['run', '-c', job, '--search', everyHost, ...waitOptions(job)]);
  }
  const mark = world.server.requests.length;
  const ran = await world.run(argv(hosts.replace('@', `@${join(world.home, '/')}`)), {
    stdin: 'web02.example.com\nweb03 # and this\n',
  });
  return { ran, mark };
}

/** Jobs that sleep are still running afterwards. */
function waitOptions(job: string): readonly string[] {
  return job.startsWith('sleep') ? ['--detach', '--quiet'] : ['--quiet'];
}

const two = ['web02.example.com', 'web03.example.com'];
const one = ['web02.example.com'];

describe.each([...places, ...oneHost])('$name takes a host', (place) => {
  test.each([
    ['full', 'web02.example.com'],
    ['short', 'web02'],
    ['in another case', 'WEB02.Example.com'],
    ['short and in another case', 'Web02'],
    ['a part that ends with a label', 'web02.example'],
    ['a set of one without domain', 'web[02]'],
    ['with a backslash where none is needed', '\\web02'],
  ])('%s: %s', async (_, hosts) => {
    const { ran } = await ask(place, hosts);
    expect(ran.stderr).not.toContain('no host');
    expect(place.taken(ran)).toEqual(one);
  });

  test.each([
    ['an address', '10.0.0.21', ['10.0.0.21']],
    ['with signs of sets', 'odd\\[1\\]\\,a\\ b', ['odd[1],a b']],
    ['with signs of sets and a blank as it is', 'odd\\[1\\]\\,a b', ['odd[1],a b']],
  ])('%s: %s', async (_, hosts, names) => {
    const { ran } = await ask(place, hosts);
    expect(place.taken(ran)).toEqual(names);
  });

  test.each([
    ['unknown', 'web99', 5, /web99/],
    ['only the beginning of a label', 'web0', 5, /web0/],
    [
      'ambiguous',
      'db01',
      2,
      /`db01` is ambiguous: it matches db01\.example\.com and db01\.example\.org/,
    ],
    [
      'ambiguous in another case',
      'DB01.Example',
      2,
      /`DB01\.Example` is ambiguous: it matches db01\.example\.com and/,
    ],
    ['a glob', 'web0*', 2, /`web0\*` is a pattern, not a host name/],
    ['a glob of one character', 'web0?', 2, /`web0\?` is a pattern, not a host name/],
    ['empty', '', 2, /is empty|invalid --for|has an empty host name/],
    ['not closed', 'web[01', 2, /`web\[01` is not a valid set of hosts/],
    ['a part of an address', '10.0.0', 5, /10\.0\.0/],
    ['of another width', 'web2', 5, /web2/],
  ])('%s: %s is refused, nothing is sent', async (_, hosts, code, sentence) => {
    const { ran, mark } = await ask(place, hosts);
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(JSON.parse(ran.stderr).error.message).toMatch(sentence);
    expect(writes(world, mark)).toEqual([]);
  });
});

describe.each(places)('$name takes hosts', (place) => {
  test.each([
    ['a set', 'web[02-03].example.com'],
    ['a set without domain', 'web[02-03]'],
    ['a set in another case', 'WEB[02-03]'],
    ['a comma list', 'web02,web03.example.com'],
    ['a list with a host twice', 'web02,web03,WEB02.example.com'],
    ['a file', '@hosts'],
    ['standard input', '-'],
  ])('%s: %s', async (_, hosts) => {
    const { ran } = await ask(place, hosts);
    expect(place.taken(ran)).toEqual(two);
  });

  test.each([
    ['addresses', '10.0.0.[21-22]', ['10.0.0.21', '10.0.0.22']],
    ['names with signs of sets', 'odd\\[[1-2]\\]\\,a\\ b', oddHosts],
    [
      'several sets',
      'web[02-03],10.0.0.[21],db01.example.org',
      ['10.0.0.21', 'db01.example.org', ...two],
    ],
  ])('a set of %s: %s', async (_, hosts, names) => {
    const { ran } = await ask(place, hosts);
    expect(place.taken(ran)).toEqual(names);
  });

  test('a set of which one name means two hosts is refused with both', async () => {
    const { ran, mark } = await ask(place, 'web[02-03],db[01]');
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(JSON.parse(ran.stderr).error.message).toContain(
      '`db01` is ambiguous: it matches db01.example.com and db01.example.org',
    );
    expect(writes(world, mark)).toEqual([]);
  });

  test('of a set that is known in part, what is not known is named', async () => {
    const { ran, mark } = await ask(place, 'web[11-14]');
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(JSON.parse(ran.stderr).error.message).toContain('web[13-14]');
    expect(writes(world, mark)).toEqual([]);
  });
});

describe('list --host', () => {
  const jobs = async (hosts: string) => {
    const argv = ['list', '--host', hosts.replace('@', `@${join(world.home, '/')}`), '--json'];
    return world.run(argv, { stdin: 'web02\nweb03\n' });
  };
  beforeEach(async () => {
    await world.run(['run', '-c', 'true', '--host', 'web02.example.com', '--quiet']);
    await world.run(['run', '-c', 'true', '--host', 'web03.example.com', '--quiet']);
  });

  test.each([
    ['full', 'web02.example.com', [208]],
    ['short', 'web02', [208]],
    ['in another case', 'WEB02.example.com', [208]],
    ['a set without domain', 'web[02-03]', [209, 208]],
    ['a comma list', 'web02,web03', [209, 208]],
    ['a file', '@hosts', [209, 208]],
    ['standard input', '-', [209, 208]],
  ])('%s: %s', async (_, hosts, ids) => {
    const ran = await jobs(hosts);
    expect(
      ran.json.jobs.map(({ id }: { id: number }) => id).filter((id: number) => id > 207),
    ).toEqual(ids);
  });

  test.each([
    ['unknown', 'web99', 5, /no host `web99`, or not visible to you/],
    [
      'ambiguous',
      'db01',
      2,
      /`db01` is ambiguous: it matches db01\.example\.com and db01\.example\.org/,
    ],
    ['a glob', 'web*', 2, /`web\*` is a pattern, not a host name/],
  ])('%s: %s is refused', async (_, hosts, code, sentence) => {
    const ran = await jobs(hosts);
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(JSON.parse(ran.stderr).error.message).toMatch(sentence);
  });
});
