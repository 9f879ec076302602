import * as v from 'valibot';
import { type Keyring, KeyringTrouble } from './keyring.ts';
import type { KeyringAnswer, KeyringRequest } from './keyring-request.ts';

/** How to start the keyring process. */
interface KeyringProcess {
  /** The path of Node. */
  readonly command: string;
  /**
   * The built `keyring-process.ts`; `null` in the single executable, which cannot load the library.
   */
  readonly script: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The keyring of the system. Each request has its own process, which ends when the signal aborts.
 */
export function systemKeyring(started: KeyringProcess): Keyring {
  const ask = (request: KeyringRequest, signal: AbortSignal) => answered(started, request, signal);
  return {
    read: async (entry, signal) => {
      const value = await ask({ action: 'read', entry }, signal);
      return typeof value === 'string' ? value : null;
    },
    write: async (entry, secret, signal) => {
      await ask({ action: 'write', entry, secret }, signal);
    },
    remove: async (entry, signal) => (await ask({ action: 'remove', entry }, signal)) === true,
  };
}

async function answered(
  started: KeyringProcess,
  request: KeyringRequest,
  signal: AbortSignal,
): Promise<string | boolean | null> {
  const { script } = started;
  if (script === null)
    throw new KeyringTrouble('the single executable cannot use one; rexctl from npm can');
  const { end, output } = await outputOf({ ...started, script }, JSON.stringify(request), signal);
  const answer = parsed(output);
  if (answer === null) throw new KeyringTrouble(`its library failed (${end})`);
  if ('trouble' in answer) throw new KeyringTrouble(answer.trouble);
  return answer.value;
}

interface Ended {
  /** `exit code 1`, or the name of a signal. */
  readonly end: string;
  readonly output: string;
}

async function outputOf(
  { command, script, env }: KeyringProcess & { readonly script: string },
  input: string,
  signal: AbortSignal,
): Promise<Ended> {
  const { spawn } = await import('node:child_process');
  const child = spawn(command, [script], {
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
    env: quickStart(env),
    signal,
    // A process whose library blocks reacts to no other signal.
    killSignal: 'SIGKILL',
  });
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stdin.on('error', () => undefined).end(input);
    child.on('error', (error) =>
      reject(signal.aborted ? signal.reason : new KeyringTrouble(error.message)),
    );
    child.on('close', (code, by) => resolve({ end: by ?? `exit code ${code}`, output }));
  });
}

/**
 * The environment without certificates: the process needs none, and they slow Node's start the
 * most.
 */
function quickStart({
  NODE_EXTRA_CA_CERTS: _,
  NODE_OPTIONS: __,
  ...env
}: KeyringProcess['env']): KeyringProcess['env'] {
  return env;
}

const answerShape = v.union([
  v.object({ value: v.nullable(v.union([v.string(), v.boolean()])) }),
  v.object({ trouble: v.string() }),
]);

function parsed(output: string): KeyringAnswer | null {
  try {
    return v.parse(answerShape, JSON.parse(output));
  } catch {
    return null;
  }
}
