import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Journal, openJournal } from '../../src/attach/resume/journal.ts';
import { findUnprinted } from '../../src/attach/resume/resume-file.ts';
import { ManualClock } from '../ui/follow/manual-clock.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rexctl-journal-'));
  path = join(folder, 'state');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const owner = { server: 'https://foreman.example.com', job_id: 215, task: 'u' };
const self = { pid: 1, host: 'here', boot: null, space: null, born: null, isAlive: () => true };
const open = (): Journal => openJournal(path, owner, self, new ManualClock());

describe('a resume file', () => {
  test('of 32,000 writes is opened in one pass, and reports the checkpoints of each host in order', () => {
    const head = JSON.stringify({ schema: 'rexctl/resume/1', ...owner });
    const lines = Array.from({ length: 32_000 }, (_, at) =>
      JSON.stringify({ at, text: `${at}\n`, hosts: [[7, [{ at }]]], untaken: 0 }),
    );
    writeFileSync(path, `${[head, ...lines].join('\n')}\n`);
    const { earlier, close } = open();
    expect(earlier.checkpoints.get(7)).toEqual(lines.map((_, at) => ({ at })));
    expect(earlier.untaken.map(({ text }) => text)).toEqual(['31999\n']);
    close();
  });

  test('is made shorter without writing through a link, and keeps what is not known to be printed', () => {
    const precious = join(folder, 'precious');
    writeFileSync(precious, 'precious');
    symlinkSync(precious, `${path}.new`);
    const journal = open();
    for (let at = 0; at < 20; at++) {
      journal.record(at % 3, { at });
      journal.append({ at: null, text: `${at}${'x'.repeat(1 << 20)}` });
      if (at < 15) journal.taken();
    }
    journal.close();
    expect(readFileSync(precious, 'utf8')).toBe('precious');
    expect(statSync(path).size).toBeLessThan(8 << 20);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const { earlier, close } = open();
    expect(earlier.untaken.map(({ text }) => Number.parseInt(text, 10))).toEqual([
      15, 16, 17, 18, 19,
    ]);
    expect(earlier.checkpoints.get(1)).toEqual([1, 4, 7, 10, 13, 16, 19].map((at) => ({ at })));
    close();
  });

  test('reports after any end which texts were not taken, over any number of runs', () => {
    const run = fc.record({ writes: fc.nat(5), taken: fc.nat(5), settles: fc.boolean() });
    fc.assert(
      fc.property(fc.array(run, { maxLength: 5 }), (runs) => {
        rmSync(path, { force: true });
        let untaken: string[] = [];
        let number = 0;
        for (const { writes, taken, settles } of runs) {
          const journal = open();
          expect(journal.earlier.untaken.map(({ text }) => text)).toEqual(untaken);
          if (settles) {
            journal.settleEarlier();
            untaken = [];
          }
          const gone = settles ? Math.min(writes, taken) : 0;
          for (let at = 0; at < writes; at++) {
            const text = `${number++}\n`;
            journal.append({ at: null, text });
            untaken.push(text);
            if (at < gone) {
              journal.taken();
              untaken.shift();
            }
          }
          journal.close();
        }
      }),
    );
  });
});

describe('the seam', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'ä', '😀', '\n'),
    minLength: 1,
    maxLength: 30,
  });

  test('prints exactly the rest of what was cut anywhere', () => {
    fc.assert(
      fc.property(text, text, fc.nat(), (before, meant, cut) => {
        const at = Buffer.byteLength(before);
        const bytes = Buffer.from(meant);
        const file = Buffer.concat([
          Buffer.from(before),
          bytes.subarray(0, cut % (bytes.length + 1)),
        ]);
        const seam = findUnprinted([{ at, text: meant }], fileOf(file));
        expect(seam.certainty).toBe('exact');
        expect(Buffer.concat([file, seam.rest]).toString()).toBe(before + meant);
      }),
    );
  });

  test('loses nothing, whatever else stands there, and repeats nothing in silence', () => {
    fc.assert(
      fc.property(text, text, fc.nat(), (meant, other, cut) => {
        const bytes = Buffer.from(meant);
        const found = Buffer.concat([bytes.subarray(0, cut % bytes.length), Buffer.from(other)]);
        const { certainty, rest } = findUnprinted([{ at: 0, text: meant }], fileOf(found));
        const all = found.toString('latin1') + Buffer.from(rest).toString('latin1');
        for (const line of bytes.toString('latin1').split('\n')) expect(all).toContain(line);
        const isStart = bytes.subarray(0, found.length).equals(found.subarray(0, bytes.length));
        expect(certainty).toBe(isStart ? 'exact' : 'foreign');
      }),
    );
  });

  test('that cannot be looked at is not guessed', () => {
    const written = { at: 5, text: 'a\n' };
    expect(findUnprinted([written], null)).toMatchObject({ certainty: 'unknown' });
    expect(findUnprinted([written], { size: 7, read: () => null })).toMatchObject({
      certainty: 'unknown',
    });
    expect(findUnprinted([written], { size: 5, read: () => null })).toMatchObject({
      certainty: 'exact',
    });
    expect(findUnprinted([written], { size: 4, read: () => null })).toMatchObject({
      certainty: 'shorter',
    });
    expect(findUnprinted([{ at: null, text: 'a\n' }], fileOf(Buffer.from('a\n')))).toMatchObject({
      certainty: 'unknown',
    });
    expect(findUnprinted([], null)).toMatchObject({ certainty: 'exact' });
  });
});

function fileOf(bytes: Buffer) {
  return {
    size: bytes.length,
    read: (from: number, length: number) => bytes.subarray(from, from + length),
  };
}
