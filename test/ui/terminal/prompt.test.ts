import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import { askSecret, askText, askYesNo } from '../../../src/ui/terminal/prompt.ts';
import { type FakeIo, fakeIo } from './fake-io.ts';

/** Types the keys as soon as the question stands on the error stream. */
async function typed<T>(on: FakeIo, question: string, keys: string, asked: Promise<T>): Promise<T> {
  while (!on.stderr.text.includes(question)) await new Promise((resolve) => setImmediate(resolve));
  on.stdin.write(keys);
  return asked;
}

/** What a person saw, without the cursor movements of the line editor. */
function seen(on: FakeIo): string {
  return on.stderr.text.replaceAll(/\u001b\[[\d;]*[A-Za-z]/g, '');
}

describe('a question with yes or no', () => {
  it.each([
    ['y\r', true],
    ['YES\r', true],
    ['n\r', false],
    ['\r', false],
    ['yep\r', false],
    ['\u0004', false],
  ])('answered with %j', async (keys, expected) => {
    const on = fakeIo();
    expect(await typed(on, '[y/N]', keys, askYesNo(on.io, 'Cancel them?'))).toBe(expected);
    expect(on.stdout.text).toBe('');
  });

  it('is asked on the error stream in one harmless line', async () => {
    const on = fakeIo();
    await typed(
      on,
      '[y/N]',
      'y\r',
      askYesNo(on.io, 'Job 214, Patch\n\u001b[2Jkernel: 36 of 120 hosts. Cancel them?'),
    );
    expect(seen(on)).toContain('Job 214, Patch kernel: 36 of 120 hosts. Cancel them? [y/N] y');
  });

  it.each([
    ['without a terminal', { terminal: { stdin: false } }],
    ['with --no-input', { noInput: true }],
  ])('is refused %s, naming the flag that answers it', async (_title, options) => {
    const on = fakeIo(options);
    const failure = await failureOf(askYesNo(on.io, 'Cancel them?'));
    expect([failure.exitCode, failure.message, failure.hint]).toEqual([
      2,
      'cannot ask without a terminal: Cancel them? [y/N]',
      'answer with --yes',
    ]);
    expect(on.stderr.text).toBe('');
  });

  it('ends the command on Ctrl-C', async () => {
    const on = fakeIo();
    const failure = await failureOf(typed(on, '[y/N]', '\u0003', askYesNo(on.io, 'Cancel them?')));
    expect([failure.kind, failure.exitCode]).toEqual(['interrupted', 130]);
    expect(on.stderr.text.endsWith('\n')).toBe(true);
  });

  it('ends with the reason of its signal', async () => {
    const on = fakeIo();
    const controller = new AbortController();
    const asked = askYesNo(on.io, 'Cancel them?', { signal: controller.signal });
    const reason = new Failure('terminated', 'terminated');
    controller.abort(reason);
    expect(await failureOf(asked)).toBe(reason);
    expect(await failureOf(askYesNo(on.io, 'Again?', { signal: controller.signal }))).toBe(reason);
  });
});

describe('a question for a secret', () => {
  const options = { instead: '--token-file FILE' };

  it('shows nothing of what is typed, not even how long it is', async () => {
    const on = fakeIo();
    const secret = await typed(
      on,
      'Token',
      'hunter2 \u007f!\r',
      askSecret(on.io, 'Token for anna', options),
    );
    expect(secret).toBe('hunter2!');
    expect(on.stderr.text).toBe('Token for anna: \n');
    expect(on.stdout.text).toBe('');
  });

  it('takes the first line of what is pasted', async () => {
    const on = fakeIo();
    expect(await typed(on, 'Token', 'one\ntwo\n', askSecret(on.io, 'Token', options))).toBe('one');
  });

  it('without a terminal names the flag to use', async () => {
    const failure = await failureOf(askSecret(fakeIo({ noInput: true }).io, 'Token', options));
    expect(failure.hint).toBe('answer with --token-file FILE');
  });

  it.each([
    ['Ctrl-C', '\u0003', 'interrupted'],
    ['Ctrl-D', '\u0004', 'no answer was given'],
  ])('ends on %s', async (_key, keys, message) => {
    const on = fakeIo();
    const failure = await failureOf(typed(on, 'Token', keys, askSecret(on.io, 'Token', options)));
    expect([failure.exitCode, failure.message]).toEqual([130, message]);
  });
});

describe('a question for text', () => {
  it('drops blanks around the answer', async () => {
    const on = fakeIo();
    expect(
      await typed(
        on,
        'Server',
        '  foreman.example.com \r',
        askText(on.io, 'Server', { instead: '--server URL' }),
      ),
    ).toBe('foreman.example.com');
    expect(seen(on)).toContain('Server:   foreman.example.com');
  });

  it('offers an answer that Enter takes', async () => {
    const on = fakeIo();
    const asked = askText(on.io, 'User', { instead: '--login NAME', fallback: 'anna' });
    expect(await typed(on, 'User', '\r', asked)).toBe('anna');
    expect(seen(on)).toContain('User [anna]: ');
  });

  it('can be asked one after the other', async () => {
    const on = fakeIo();
    expect(await typed(on, 'One', 'a\r', askText(on.io, 'One', { instead: '-' }))).toBe('a');
    expect(await typed(on, 'Two', 'b\r', askText(on.io, 'Two', { instead: '-' }))).toBe('b');
    expect(on.stdin.listenerCount('keypress')).toBe(0);
  });
});

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
