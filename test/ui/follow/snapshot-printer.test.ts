import { describe, expect, it } from 'vitest';
import { compileLineFilter } from '../../../src/ui/follow/line-filter.ts';
import { type SnapshotView, snapshotPrinter } from '../../../src/ui/follow/snapshot-printer.ts';
import type { HostPage } from '../../../src/ui/nouns/host-page.ts';
import { domainToLeaveOut } from '../../../src/ui/terminal/names.ts';
import { examplePage } from '../compare/example-pages.ts';
import { fakeIo, frozen, pipedIo, settled } from '../terminal/fake-io.ts';

const pages: readonly HostPage[] = [
  examplePage(1, 'active\n'),
  examplePage(17, 'inactive', { status: 'failed', exit_code: 3 }),
  examplePage(44, '', {
    status: 'failed',
    exit_code: null,
    lines: [
      {
        stream: 'debug',
        text: 'ssh: connect to host web44: No route to host',
        timestamp: 1,
        late: false,
      },
    ],
  }),
  examplePage(45, '', { status: 'succeeded' }),
  examplePage(46, '', {
    status: 'waiting',
    exit_code: null,
    complete: false,
    notice: 'starts at 16:00',
  }),
  examplePage(47, 'half', { status: 'running', exit_code: null, complete: false }),
];

async function printed(
  some: readonly HostPage[],
  world: ReturnType<typeof fakeIo>,
  more: Partial<SnapshotView> = {},
) {
  const hostNames = some.map((page) => page.name);
  const view = {
    hostNames,
    domain: domainToLeaveOut(hostNames),
    named: some.length > 1,
    format: 'table',
    quiet: false,
    ...more,
  } as const;
  const printer = await snapshotPrinter(view, world.io, frozen);
  for (const page of some) await printer.print(page);
  await printer.end();
  await settled();
  return { out: world.stdout.text, err: world.stderr.text };
}

describe('what hosts printed so far', () => {
  it('stands after short names on a terminal, with how each host ended', async () => {
    expect(await printed(pages, fakeIo())).toEqual({
      out: [
        '(host names without .example.com)',
        'web01 │ active',
        'web01 │ exit 0',
        'web17 │ inactive',
        'web17 │ exit 3',
        'web44 │ ssh: connect to host web44: No route to host',
        'web44 │ unreachable',
        'web45 │ (printed nothing)',
        'web45 │ exit 0',
        'web46 │ (starts at 16:00)',
        'web47 │ half',
        '',
      ].join('\n'),
      err: '',
    });
  });

  it('is plain for one host on a terminal', async () => {
    expect((await printed(pages.slice(0, 1), fakeIo())).out).toBe('active\n');
    expect((await printed(pages.slice(1, 2), fakeIo())).out).toBe('inactive\nexit 3\n');
  });

  it('is bytes in a pipe; failures are reported beside them', async () => {
    expect(await printed(pages, pipedIo())).toEqual({
      out: 'web01.example.com: active\nweb17.example.com: inactive\nweb47.example.com: half\n',
      err: [
        'rexctl: web17.example.com: exit 3',
        'rexctl: web44.example.com: unreachable: ssh: connect to host web44: No route to host',
        'rexctl: web46.example.com: starts at 16:00',
        '',
      ].join('\n'),
    });
    expect(await printed(pages.slice(1, 2), pipedIo(), { quiet: true })).toEqual({
      out: 'inactive',
      err: '',
    });
  });

  it('names ten failed hosts and counts the others', async () => {
    const many = Array.from({ length: 13 }, (_, n) =>
      examplePage(n, '', { status: 'failed', exit_code: 1 }),
    );
    const { err } = await printed(many, pipedIo());
    expect(err.split('\n')).toHaveLength(12);
    expect(err).toMatch(/rexctl: 3 more hosts did not succeed\n$/);
  });

  it('says once of a host that it never ran', async () => {
    const idle = { status: 'never_ran', exit_code: null, notice: 'never ran' } as const;
    const some = [examplePage(1, '', idle), examplePage(2, '', idle)];
    expect((await printed(some, pipedIo())).err).toBe(
      'rexctl: web01.example.com: never ran\nrexctl: web02.example.com: never ran\n',
    );
    expect((await printed(some, fakeIo())).out).toMatch(
      /\nweb01 │ never ran\nweb02 │ never ran\n$/,
    );
  });

  it('is filtered by line; what the server says about a host stays', async () => {
    const filter = compileLineFilter({ grep: 'inact' });
    const { out } = await printed(pages.slice(0, 3), fakeIo(), { filter });
    expect(out).not.toMatch(/ active/);
    expect(out).toContain('web17 │ inactive');
    expect(out).toContain('web44 │ ssh: connect');
  });
});
