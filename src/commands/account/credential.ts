import type { SecretSource } from '../../api/connection.ts';
import type { Context } from '../../cli/context.ts';
import { throwUnreadableInput } from '../../cli/text-source.ts';
import { usageError } from '../../errors.ts';
import type { ConnectionSettings } from '../../settings/connection-settings.ts';
import { type CredentialSource, firstLine, readCredential } from '../../settings/credentials.ts';
import { normalizeServer } from '../../settings/server-name.ts';
import { askSecret, askText } from '../../ui/terminal/prompt.ts';

/** Server, user and credential of a login. */
export interface NewCredential {
  readonly server: string;
  readonly login: string;
  readonly secret: string;
  /** Whether the profile names the source of the credential, which then need not be saved. */
  readonly fetched: boolean;
  /** `null` = the user typed it on a terminal, and can be asked again. */
  readonly source: SecretSource | null;
}

/**
 * Server, user and credential of a login, from the options or from questions on a terminal. A saved
 * token is not used, because the new one replaces it. Without a terminal, throws a usage `Failure`
 * that names everything that is missing. `refused` is the credential that failed: the questions are
 * asked again.
 */
export async function newCredential(
  context: Context,
  given: ConnectionSettings,
  options: { readonly fromStdin: boolean },
  refused?: NewCredential,
): Promise<NewCredential> {
  const isSaved = given.secret?.kind === 'value' || given.secret?.kind === 'keyring';
  const fresh = isSaved && given.secret?.from === 'profile' ? null : given.secret;
  const source = options.fromStdin ? 'stdin' : fresh;
  if (!context.io.canPrompt) refuseGaps(given, source);
  const ask = { signal: context.signal };
  const server =
    given.server ??
    refused?.server ??
    normalizeServer(await askText(context.io, 'Server', { ...ask, instead: '--server' }));
  const asked = { ...ask, instead: '--login', fallback: refused?.login };
  const login = given.login ?? (await askText(context.io, 'User', asked));
  if (login === '') throw usageError('no user given', 'give it with --login NAME');
  const secret = await secretOf(context, source, `Password or token of ${login} on ${server}`);
  if (secret === '') throw usageError('no password or token given');
  const fetched = source !== 'stdin' && source?.from === 'profile';
  return { server, login, secret, fetched, source: source === 'stdin' ? fromStdin : source };
}

const fromStdin: SecretSource = {
  label: 'standard input',
  remedy: 'check the first line of standard input',
};

function refuseGaps(given: ConnectionSettings, source: CredentialSource | 'stdin' | null): void {
  const gaps = [
    given.server === null ? ['a server', '--server or REXCTL_SERVER'] : [],
    given.login === null ? ['a user', '--login or REXCTL_USER'] : [],
    source === null ? ['a password or token', '--token-stdin, --token-file or REXCTL_TOKEN'] : [],
  ].filter((gap) => gap.length > 0);
  if (gaps.length === 0) return;
  const missing = new Intl.ListFormat('en-GB').format(gaps.map(([what = '']) => what));
  throw usageError(
    `login needs ${missing}, and there is no terminal to ask`,
    gaps.map(([what, how]) => `give ${what} with ${how}`).join('\n'),
  );
}

async function secretOf(
  context: Context,
  source: CredentialSource | 'stdin' | null,
  question: string,
): Promise<string> {
  const { io, runtime, signal, clock } = context;
  if (source === null) return askSecret(io, question, { signal, instead: '--token-file' });
  if (source === 'stdin') return secretOfInput(context);
  const { keyring } = await context.settings();
  const { env, platform } = runtime;
  const secret = await readCredential(source, { env, platform, signal, clock, keyring });
  if (secret.warning !== null) await context.warn(secret.warning);
  return secret.value;
}

const longest = 65_536;

async function secretOfInput({ io, signal }: Context): Promise<string> {
  if (io.input.isTTY === true) {
    throw usageError(
      '--token-stdin needs a pipe or a file, but standard input is a terminal',
      'omit --token-stdin to be asked',
    );
  }
  const secret = firstLine(await firstText(io.input, signal));
  if (secret === '') {
    throw usageError('the first line of standard input is empty: expected a password or token');
  }
  return secret;
}

/**
 * Reads the input until it has enough text; the signal ends the wait for input that never comes.
 */
async function firstText(input: NodeJS.ReadableStream, signal: AbortSignal): Promise<string> {
  const { addAbortSignal, Readable } = await import('node:stream');
  let text = '';
  try {
    const stream = input instanceof Readable ? addAbortSignal(signal, input) : input;
    stream.setEncoding('utf8');
    for await (const chunk of stream) {
      text += String(chunk);
      if (text.length > longest) break;
    }
  } catch (error) {
    throwUnreadableInput(error, signal);
  }
  return text;
}
