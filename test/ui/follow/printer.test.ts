import { describe, expect, it } from 'vitest';
import { deferredPrinter, followPrinter } from '../../../src/ui/follow/printer.ts';
import type { FollowPrinter, FollowView } from '../../../src/ui/follow/view.ts';
import { fakeIo, settled } from '../terminal/fake-io.ts';
import { ExampleEvents } from './example-events.ts';
import { ManualClock } from './manual-clock.ts';

const e = new ExampleEvents();
const view: FollowView = { what: 'progress', format: 'table', quiet: false, hostCount: 2 };

async function shown(some: Partial<FollowView>, terminal: { stdout?: boolean; stderr?: boolean }) {
  const world = fakeIo({ terminal });
  const printer = followPrinter({ ...view, ...some }, world.io, new ManualClock());
  printer.accept(e.job({ total: 2, pending: 2 }));
  printer.accept(e.output(1, 'active\n'));
  printer.accept(e.summary('succeeded', { total: 2, succeeded: 2 }));
  await printer.end();
  await settled();
  return { out: world.stdout.text, err: world.stderr.text };
}

describe('the choice of a printer', () => {
  it('draws on standard error only, where both streams are terminals', async () => {
    const { out, err } = await shown({}, {});
    expect(out).toBe('');
    expect(err).toContain('0/2');
  });

  it.each([
    ['standard output is a pipe', {}, { stdout: false }],
    ['standard error is a pipe', {}, { stderr: false }],
    ['--quiet was given', { quiet: true }, {}],
    ['--format plain was given', { format: 'plain' }, {}],
    ['standard output is a pipe and output is followed', { what: 'output' }, { stdout: false }],
    ['standard error is a pipe and output is followed', { what: 'output' }, { stderr: false }],
  ] as const)('draws nothing where %s', async (_, some, terminal) => {
    const { out, err } = await shown(some, terminal);
    expect(out + err).not.toContain('\u001b[');
  });

  it('shows prefixed lines on a terminal whose errors go elsewhere', async () => {
    expect(await shown({ what: 'output' }, { stderr: false })).toEqual({
      out: 'web01.example.com │ active\n',
      err: '',
    });
  });
});

describe('a follow that fails', () => {
  it.each(['ndjson', 'table', 'json'] as const)(
    'keeps what was reported before it in %s, and adds no ending',
    async (format) => {
      const world = fakeIo({ terminal: { stdout: false, stderr: false } });
      const printer = followPrinter(
        { ...view, what: 'output', format },
        world.io,
        new ManualClock(),
      );
      printer.accept(e.output(1, 'active\n'));
      await expect
        .poll(async () => {
          await settled();
          return format === 'json' || world.stdout.text !== '';
        })
        .toBe(true);
      printer.abort();
      await settled();
      expect(world.stdout.text.split('\n')).toHaveLength(format === 'json' ? 1 : 2);
      expect(world.stderr.text).toBe('');
    },
  );
});

describe('a printer whose code is still being loaded', () => {
  function recorder(): FollowPrinter & { readonly told: string[] } {
    const accepted: string[] = [];
    return {
      told: accepted,
      accept: (event) => void accepted.push(event.type),
      drained: () => undefined,
      pause: async () => undefined,
      end: async () => void accepted.push('end'),
      abort: () => void accepted.push('abort'),
    };
  }

  it('gets the events that came before, in order', async () => {
    const printer = recorder();
    const deferred = deferredPrinter(settled().then(() => printer));
    deferred.accept(e.job({}));
    deferred.accept(e.host(1, 'running'));
    await settled();
    await settled();
    deferred.accept(e.output(1, 'x'));
    await deferred.end();
    expect(printer.told).toEqual(['job', 'host', 'output', 'end']);
  });

  it('is only aborted when that was asked before it came', async () => {
    const printer = recorder();
    const deferred = deferredPrinter(settled().then(() => printer));
    deferred.accept(e.job({}));
    deferred.abort();
    await settled();
    await settled();
    expect(printer.told).toEqual(['abort']);
  });

  it('reports at the end that it could not be loaded', async () => {
    const deferred = deferredPrinter(Promise.reject(new Error('no such chunk')));
    deferred.accept(e.job({}));
    await expect(deferred.end()).rejects.toThrow('no such chunk');
  });
});
