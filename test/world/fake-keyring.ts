import { type Keyring, KeyringTrouble } from '../../src/settings/keyring/keyring.ts';

/** A keyring in memory. */
export interface FakeKeyring extends Keyring {
  readonly entries: Map<string, string>;
  /** Why it cannot be opened from now on; `null` = it can. */
  trouble: string | null;
  /** It answers nothing, as while its password is asked for. */
  hangs: boolean;
}

export function fakeKeyring(): FakeKeyring {
  const entries = new Map<string, string>();
  const opened = async (): Promise<void> => {
    if (keyring.hangs) await new Promise(() => undefined);
    if (keyring.trouble !== null) throw new KeyringTrouble(keyring.trouble);
  };
  const keyring: FakeKeyring = {
    entries,
    trouble: null,
    hangs: false,
    read: async (entry) => {
      await opened();
      return entries.get(entry) ?? null;
    },
    write: async (entry, secret) => {
      await opened();
      entries.set(entry, secret);
    },
    remove: async (entry) => {
      await opened();
      return entries.delete(entry);
    },
  };
  return keyring;
}

/** As in cron or without a desktop. */
export function noKeyring(): FakeKeyring {
  return Object.assign(fakeKeyring(), {
    trouble: 'there is no session bus, as in cron or without a desktop',
  });
}
