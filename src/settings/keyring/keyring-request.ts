import type * as Library from '@napi-rs/keyring';

/** A request to the keyring process, one line of JSON. */
export interface KeyringRequest {
  readonly action: 'read' | 'write' | 'remove';
  readonly entry: string;
  /** Only for `write`. */
  readonly secret?: string;
}

/** The answer, also JSON: the secret, `null`, or whether the entry existed. */
export type KeyringAnswer =
  | { readonly value: string | boolean | null }
  | { readonly trouble: string };

const service = 'rexctl';

/**
 * Carries out a request with the library, which may be missing. Never uses the keyring of the
 * kernel, which the library would choose if there is no other: it loses everything at a restart.
 */
export async function answerKeyring(
  { action, entry, secret = '' }: KeyringRequest,
  load: () => Promise<Pick<typeof Library, 'Entry'>>,
): Promise<KeyringAnswer> {
  try {
    const { Entry } = await load();
    const kept = new Entry(service, entry, { linux: { store: 'secret-service' } });
    if (action === 'read') return { value: kept.getPassword() };
    if (action === 'remove') return { value: kept.deletePassword() };
    kept.setPassword(secret);
    return { value: null };
  } catch (error) {
    return { trouble: keyringTrouble(error) };
  }
}

const known: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [
    /cannot find (?:module|native binding|package)/i,
    'its library @napi-rs/keyring is not installed',
  ],
  [
    /autolaunch|DBUS_SESSION_BUS_ADDRESS|failed to connect to socket/i,
    'there is no session bus, as in cron or without a desktop',
  ],
  [
    /ServiceUnknown|not provided by any \.service files/i,
    'no program on this machine provides one (Secret Service)',
  ],
  [/locked|dismissed|no ?storage ?access|user interaction is not allowed/i, 'it is locked'],
];

const longestReason = 200;

/** The reason of a failure of the library, as part of a sentence. */
function keyringTrouble(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const reason = known.find(([pattern]) => pattern.test(message))?.[1];
  return reason ?? message.replaceAll(/\s+/g, ' ').trim().slice(0, longestReason);
}
