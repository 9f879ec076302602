import { type Clock, TimeUp, withinTime } from '../../clock.ts';
import { Failure } from '../../errors.ts';

/**
 * The system's store for secrets: Secret Service, Keychain or Credential Manager. All methods
 * reject with a `KeyringTrouble` if it cannot be opened, and end with the signal.
 */
export interface Keyring {
  /** `null` if it has no such entry. */
  read(entry: string, signal: AbortSignal): Promise<string | null>;
  write(entry: string, secret: string, signal: AbortSignal): Promise<void>;
  /** False if it has no such entry. */
  remove(entry: string, signal: AbortSignal): Promise<boolean>;
}

/** The keyring cannot be used; the message is the reason, as part of a sentence. */
export class KeyringTrouble extends Error {}

/** A user may have to type the password of the keyring. */
const longestMs = 30_000;
/** After this time, a note names what rexctl waits for. */
const silentMs = 2_000;

interface Surroundings {
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

/** A keyring with a time limit. */
export class TimedKeyring {
  /** Called when the keyring takes long, to be set by what can show it. */
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
 * A unique entry name, so that two simultaneous logins do not replace each other's entry. `unique`:
 * 0 ≤ n < 1.
 */
export function entryName(login: string, server: string, now: number, unique: number): string {
  const id = `${now.toString(36)}${Math.floor(unique * 36 ** 6).toString(36)}`;
  return `${login} on ${server} (${id})`;
}

/** The token of a profile is in the keyring, and that cannot be opened. */
export function closedKeyring(error: unknown, profile: string, verb: 'read' | 'delete'): unknown {
  if (!(error instanceof KeyringTrouble)) return error;
  return new Failure(
    'not_logged_in',
    `cannot ${verb} the token of profile \`${profile}\` in the keyring: ${error.message}`,
    {
      hint:
        verb === 'read'
          ? `to use a file instead: rexctl login --profile ${profile} --storage file`
          : `unlock the keyring, or keep the entry there: rexctl profile set ${profile} keyring_entry=`,
      cause: error,
    },
  );
}
