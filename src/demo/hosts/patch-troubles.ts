import type { HostScript, ScriptStep } from './script.ts';

export type Say = (text: string) => ScriptStep;

/** A reason why a host cannot be patched: makes the script that fails. */
export type PatchTrouble = (say: Say) => HostScript;

export const packages = [
  'openssl (3.0.15-1~deb12u1)',
  'libssl3 (3.0.15-1~deb12u1)',
  'curl (7.88.1-10+deb12u8)',
  'nginx (1.22.1-9)',
];

export const upgraded = `${packages.length} upgraded, 0 newly installed, 0 to remove and 0 not upgraded.`;

export function unpack(say: Say, names: readonly string[]): ScriptStep[] {
  return names.map((name) => say(`Unpacking ${name} ...`));
}

/** Another process holds the lock of the package manager. */
export const locked: PatchTrouble = (say) => ({
  steps: [
    say(
      'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 2281 (unattended-upgr)',
    ),
    say(
      'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?',
    ),
  ],
  end: { kind: 'exit', afterMs: 50, code: 100 },
});

export const diskFull: PatchTrouble = (say) => ({
  steps: [
    say('Calculating upgrade... Done'),
    say(upgraded),
    say('Need to get 4,127 kB of archives.'),
    say('After this operation, 20.5 kB of additional disk space will be used.'),
    say("E: You don't have enough free space in /var/cache/apt/archives/."),
  ],
  end: { kind: 'exit', afterMs: 50, code: 100 },
});

/** A package does not start after the upgrade. */
const brokenService: PatchTrouble = (say) => ({
  steps: [
    ...unpack(say, packages),
    say('Setting up nginx (1.22.1-9) ...'),
    say('Job for nginx.service failed because the control process exited with error code.'),
    say('dpkg: error processing package nginx (--configure):'),
  ],
  end: { kind: 'exit', afterMs: 50, code: 1 },
});

const unreachable: PatchTrouble = () => ({
  steps: [],
  end: { kind: 'unreachable', afterMs: 1500 },
});

/** The script waits for an answer until the template's time limit ends it. */
const waiting: PatchTrouble = (say) => ({
  steps: [
    say('Configuration file /etc/nginx/nginx.conf has changed since it was installed.'),
    say('What would you like to do about it? [default=N] ?'),
  ],
  end: { kind: 'hang' },
});

/** The troubles among many hosts; those that are listed twice are twice as probable. */
export const manyTroubles: readonly PatchTrouble[] = [
  locked,
  locked,
  unreachable,
  diskFull,
  unreachable,
  waiting,
  brokenService,
];
