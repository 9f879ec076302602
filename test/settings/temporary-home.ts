import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/clock.ts';
import type { Environment } from '../../src/environment.ts';
import { type OpenSettings, openSettings } from '../../src/settings/open-settings.ts';
import { type FakeKeyring, fakeKeyring } from '../world/fake-keyring.ts';

/** A machine with an empty home directory that goes away with the test. */
export interface TemporaryHome {
  readonly home: string;
  readonly configFile: string;
  readonly clock: Clock & { at: number };
  readonly keyring: FakeKeyring;
  settings(env?: Environment): Promise<OpenSettings>;
  /** Writes a file below the home directory and gives its path. */
  file(name: string, text: string, mode?: number): string;
}

export function temporaryHome(): TemporaryHome {
  const home = mkdtempSync(join(tmpdir(), 'rexctl-settings-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const clock = {
    at: Date.UTC(2026, 10, 23),
    now: () => clock.at,
    sleep: () => Promise.reject(new Error('nothing here waits')),
  };
  const keyring = fakeKeyring();
  return {
    home,
    clock,
    keyring,
    configFile: join(home, '.config', 'rexctl', 'config.json'),
    settings: (env = {}) => openSettings({ env, home, platform: 'linux', clock, keyring }),
    file: (name, text, mode = 0o600) => {
      const path = join(home, name);
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(path, text, { mode });
      return path;
    },
  };
}

/** Permission bits in octal, as `ls` and `chmod` talk about them. */
export function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}
