import { describe, expect, it } from 'vitest';
import { answerKeyring } from '../../../src/settings/keyring/keyring-request.ts';

/** A library whose entries are in memory; with `trouble` every call fails with it. */
function library(trouble?: string) {
  const made: unknown[] = [];
  const kept = new Map<string, string>();
  const load = async () => ({
    Entry: class {
      private readonly name: string;

      constructor(service: string, name: string, options: unknown) {
        if (trouble !== undefined) throw new Error(trouble);
        this.name = name;
        made.push([service, name, options]);
      }

      getPassword() {
        return kept.get(this.name) ?? null;
      }

      setPassword(secret: string) {
        kept.set(this.name, secret);
      }

      deletePassword() {
        return kept.delete(this.name);
      }
    } as never,
  });
  return { load, made, kept };
}

describe('a request to the keyring', () => {
  it('writes, reads and removes an entry of rexctl, never in the keyring of the kernel', async () => {
    const { load, made } = library();
    const ask = (action: 'read' | 'write' | 'remove', secret?: string) =>
      answerKeyring({ action, entry: 'anna on x (1)', secret }, load);
    expect(await ask('read')).toEqual({ value: null });
    expect(await ask('write', 'geheim')).toEqual({ value: null });
    expect(await ask('read')).toEqual({ value: 'geheim' });
    expect(await ask('remove')).toEqual({ value: true });
    expect(await ask('remove')).toEqual({ value: false });
    const own = ['rexctl', 'anna on x (1)', { linux: { store: 'secret-service' } }];
    expect(made).toEqual([own, own, own, own, own]);
  });

  it.each([
    [
      'Platform failure: DBus error: Using X11 for dbus-daemon autolaunch was disabled at compile time, set your DBUS_SESSION_BUS_ADDRESS instead',
      'there is no session bus, as in cron or without a desktop',
    ],
    [
      'Platform failure: DBus error: Failed to connect to socket /run/user/0/bus: No such file or directory',
      'there is no session bus, as in cron or without a desktop',
    ],
    [
      'Platform failure: DBus error: The name org.freedesktop.secrets was not provided by any .service files',
      'no program on this machine provides one (Secret Service)',
    ],
    ["Couldn't access platform secure storage: the collection is locked", 'it is locked'],
    ['Platform failure: SS error: prompt dismissed', 'it is locked'],
    ['Cannot find native binding. npm has a bug', 'its library @napi-rs/keyring is not installed'],
    ["Cannot find module '@napi-rs/keyring'", 'its library @napi-rs/keyring is not installed'],
    ['something\n  \u0000else', 'something \u0000else'],
    ['x'.repeat(500), 'x'.repeat(200)],
  ])('that fails with %j says why in a few words', async (message, reason) => {
    const { load } = library(message);
    expect(await answerKeyring({ action: 'read', entry: 'e' }, load)).toEqual({ trouble: reason });
  });

  it('answers, too, where the library cannot be loaded at all', async () => {
    const load = () => Promise.reject(new Error("Cannot find package '@napi-rs/keyring'"));
    expect(await answerKeyring({ action: 'read', entry: 'e' }, load)).toEqual({
      trouble: 'its library @napi-rs/keyring is not installed',
    });
  });
});
