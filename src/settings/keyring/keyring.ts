import { type Clock, TimeUp, withinTime } from '../../clock.ts';
import { Failure } from '../../errors.ts';

/**
 * The keyring of the system: Secret Service, Keychain or Credential Manager. All methods reject
 * with a `KeyringTrouble` if it cannot be used, and stop when the signal aborts.
 */
export interface Keyring {
  /** `null` = there is no entry. */
  read(entry: string, signal: AbortSignal): Promise<string | null>;
  write(entry: string, secret: string, signal: AbortSignal): Promise<void>;
  /** Returns false if there is no entry. */
  remove(entry: string, signal: AbortSignal): Promise<boolean>;
}

/** The keyring cannot be used; the message is the reason, as part of a sentence. */
export class KeyringTrouble extends Error {}

/** The time limit, which is long because the user may have to type the password of the keyring. */
const longestMs = 30_000;
/** After this time, a message shows that the command waits for the keyring. */
const silentMs = 2_000;

interface Surroundings {
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/**
 * A keyring with a time limit, so that it never blocks a command; a timeout is a `KeyringTrouble`.
 */
export class TimedKeyring {
  /** Called when the keyring is slow; set by the code that can show this. */
  onWait: () => void = () => undefined;
  private readonly surroundings: Surroundings;

  constructor(surroundings: Surroundings) {
    this.surroundings = surroundings;
  }

  read(entry: string): Promise<string | null> {
    return this.timed((keyring, signal) => keyring.read(entry, signal));
  }

  write(entry: string, secret: string): Promise<void> {
    return this.timed((keyring, signal) => keyring.write(entry, secret, signal));
  }

  remove(entry: string): Promise<boolean> {
    return this.timed((keyring, signal) => keyring.remove(entry, signal));
  }

  private async timed<T>(work: (keyring: Keyring, signal: AbortSignal) => Promise<T>): Promise<T> {
    const { keyring, clock, signal } = this.surroundings;
    try {
      return await withinTime({ clock, ms: longestMs, signal }, (ended) => {
        clock.sleep(silentMs, ended).then(this.onWait, () => undefined);
        return work(keyring, ended);
      });
    } catch (error) {
      if (!(error instanceof TimeUp)) throw error;
      throw new KeyringTrouble('it did not answer within 30 seconds, and may be locked');
    }
  }
}

/**
 * A new, unique name for an entry, so that simultaneous logins do not replace each other's entry.
 * `now` is in milliseconds; 0 ≤ `unique` < 1.
 */
export function entryName(login: string, server: string, now: number, unique: number): string {
  const id = `${now.toString(36)}${Math.floor(unique * 36 ** 6).toString(36)}`;
  return `${login} on ${server} (${id})`;
}

/**
 * The failure if a token is in a keyring that cannot be used; other errors are returned unchanged.
 */
export function closedKeyring(error: unknown, profile: string, verb: 'read' | 'delete'): unknown {
  if (!(error instanceof KeyringTrouble)) return error;
  return new Failure(
    'not_logged_in',
    `cannot ${verb} the token of profile \`${profile}\` in the keyring: ${error.message}`,
    {
      hint:
        verb === 'read'
          ? `to use a file instead: rexctl login --profile ${profile} --storage file`
          : `unlock the keyring and try again\nto leave the entry there: rexctl profile set ${profile} keyring_entry=`,
      cause: error,
    },
  );
}
