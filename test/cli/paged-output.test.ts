import { describe, expect, it } from 'vitest';
import { Interrupts } from '../../src/cli/interrupts.ts';
import { pagedOutput } from '../../src/cli/paged-output.ts';
import type { Pager } from '../../src/cli/programs/pager.ts';
import { systemClock } from '../../src/clock.ts';
import type { Io, Output } from '../../src/ui/terminal/io.ts';

interface Given {
  readonly env?: Record<string, string>;
  /** How many writes it takes before it ends, and whether it has shown them. */
  readonly takes?: number;
  readonly isShown?: boolean;
  readonly isMissing?: boolean;
}

function onTerminal({ env = {}, takes = 1_000_000, isShown = true, isMissing = false }: Given) {
  const printed: string[] = [];
  const given: string[] = [];
  const commands: string[] = [];
  const output = (name: string): Output => ({
    stream: process.stdout,
    isTerminal: true,
    colorLevel: 2,
    ...{ columns: 80, tableColumns: 80, rows: 5 },
    write: async (text) => void (text === '' || printed.push(`${name}${text}`)),
  });
  let close: (shown: boolean) => void = () => undefined;
  const closed = new Promise<boolean>((resolve) => {
    close = resolve;
  });
  const pager: Pager = {
    closed,
    async write(text) {
      if (given.length >= takes) {
        close(isShown);
        return false;
      }
      given.push(text);
      return true;
    },
    end: () => close(isShown),
  };
  const interrupts = new Interrupts(systemClock);
  const openPager = async (command: string) => {
    commands.push(command);
    return isMissing ? null : pager;
  };
  const input: Io['input'] = Object.assign(Object.create(process.stdin), { isTTY: true });
  const io = { out: output(''), err: output('err: '), input };
  const paged = pagedOutput(io, {}, { env, openPager, interrupts });
  if (paged === undefined) throw new Error('not paged');
  return { ...paged, printed, given, commands, signal: interrupts.signal };
}

const line = (n: number) => `line ${n}\n`;

describe('output of a terminal', () => {
  it('is printed as it is where it fits the screen', async () => {
    const { out, end, printed, commands } = onTerminal({});
    for (const n of [1, 2, 3, 4]) await out.write(line(n));
    await end();
    await end();
    expect([printed, commands]).toEqual([[[1, 2, 3, 4].map(line).join('')], []]);
  });

  it('goes to the pager as soon as it is longer, and then piece by piece', async () => {
    const { out, end, printed, given, commands } = onTerminal({ env: { PAGER: ' most ' } });
    for (const n of [1, 2, 3, 4, 5]) await out.write(line(n));
    expect([commands, given]).toEqual([['most'], [[1, 2, 3, 4, 5].map(line).join('')]]);
    await out.write(line(6));
    expect(given.at(-1)).toBe('line 6\n');
    await end();
    expect(printed).toEqual([]);
  });

  it('keeps notes back while the pager has the screen', async () => {
    const { out, err, end, isPaging, printed } = onTerminal({});
    await err.write('before\n');
    await out.write('x\n'.repeat(9));
    expect(isPaging()).toBe(true);
    await err.write('note\n');
    expect(printed).toEqual(['err: before\n']);
    await end();
    expect(printed).toEqual(['err: before\n', 'err: note\n']);
  });

  it('comes before the notes that were written after it, whether paged or not', async () => {
    const { out, err, end, printed } = onTerminal({});
    await err.write('before\n');
    await out.write('rows\n');
    await err.write('\u001b[2K\rreading\u001b[0m');
    await err.write('\u001b[33mafter\u001b[39m\n');
    await end();
    expect(printed).toEqual([
      'err: before\n',
      'err: \u001b[2K\rreading\u001b[0m',
      'rows\n',
      'err: \u001b[33mafter\u001b[39m\n',
    ]);
  });

  it('is read no further for a user who has left, as for a closed pipe', async () => {
    const { out, end, printed, given, signal } = onTerminal({ takes: 2 });
    for (let n = 0; n < 20; n++) await out.write(line(n));
    await end();
    expect([given.length, printed]).toEqual([2, []]);
    expect(signal.reason).toMatchObject({ kind: 'output_closed' });
  });

  it.each([
    ['is missing', { isMissing: true }],
    ['ends with an error at its end', { isShown: false }],
    ['ends with an error while it is given text', { isShown: false, takes: 2 }],
  ])('loses nothing where the pager %s', async (_, how) => {
    const chosen = onTerminal({ ...how, env: { REXCTL_PAGER: 'bad' } });
    const all = Array.from({ length: 20 }, (_, n) => line(n));
    for (const text of all) await chosen.out.write(text);
    await chosen.end();
    const [warning, ...rest] = chosen.printed;
    expect(warning).toBe('err: rexctl: the pager `bad` failed (REXCTL_PAGER)\n');
    expect(rest.join('')).toBe(all.join(''));
    const unchosen = onTerminal(how);
    for (const text of all) await unchosen.out.write(text);
    await unchosen.end();
    expect(unchosen.printed.join('')).toBe(all.join(''));
  });

  it('keeps at most 1 MiB for that, and then reports what is lost', async () => {
    const { out, end, printed } = onTerminal({ isShown: false });
    const piece = `${'x'.repeat(99_999)}\n`;
    for (let n = 0; n < 20; n++) await out.write(piece);
    await end();
    expect(printed).toEqual([
      'err: rexctl: the pager `less` failed (PAGER); the beginning of the output is lost\n',
    ]);
  });

  it.each([
    ['less', {}, 2],
    ['less', { LESS: 'FX' }, 0],
    ['less', { LESS: 'FRX' }, 2],
    ['less -R', { LESS: 'S' }, 2],
    ['/usr/bin/less -S', { LESS: '' }, 0],
    ['most', { LESS: '' }, 2],
  ])('has color where the pager shows it: %s with %j', (PAGER, env, level) => {
    expect(onTerminal({ env: { PAGER, ...env } }).out.colorLevel).toBe(level);
  });
});
