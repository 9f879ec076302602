import type { DemoHost } from '../world/world-records.ts';
import { fraction } from './random.ts';
import type { Behaviour, HostScript, JobForHost, ScriptStep } from './script.ts';
import { commandBehaviour } from './shell.ts';

const packages = [
  'openssl 3.0.15-1~deb12u1',
  'libssl3 3.0.15-1~deb12u1',
  'curl 7.88.1-10+deb12u8',
  'nginx 1.22.1-9',
];

/**
 * Hosts that cannot be patched at the first attempt, by the number in their names; each has its own
 * reason.
 */
const troubles: Readonly<Record<number, (step: Say) => HostScript>> = {
  4: (say) => ({
    steps: [
      say(
        'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 2281 (unattended-upgr)',
      ),
      say(
        'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?',
      ),
    ],
    end: { kind: 'exit', afterMs: 50, code: 100 },
  }),
  9: (say) => ({
    steps: [
      ...unpack(say, packages.slice(0, 2)),
      say(
        'dpkg: error processing archive /var/cache/apt/archives/curl_7.88.1-10+deb12u8_amd64.deb (--unpack):',
      ),
      say(
        ' cannot copy extracted data for ./usr/bin/curl: failed to write (No space left on device)',
      ),
      say('E: Sub-process /usr/bin/dpkg returned an error code (1)'),
    ],
    end: { kind: 'exit', afterMs: 50, code: 100 },
  }),
};

type Say = (text: string) => ScriptStep;

/** A patch run on the hosts of the demo; every other job is a command. */
export const patchBehaviour: Behaviour = (host, job, attempt) =>
  job.script.startsWith('#patch')
    ? patch(host, job, attempt)
    : commandBehaviour(host, job, attempt);

function patch(host: DemoHost, job: JobForHost, attempt: number): HostScript {
  let n = 0;
  const say: Say = (text) => {
    n++;
    return {
      afterMs: 120 + Math.floor(fraction('patch', job.seed, host.name, n) * 420),
      text: `${text}\n`,
    };
  };
  const start = [say('Reading package lists... Done'), say('Building dependency tree... Done')];
  const number = /^web0*(\d+)\./.exec(host.name)?.[1];
  const trouble =
    attempt === 1 && number !== undefined ? troubles[Number(number)]?.(say) : undefined;
  const rest = trouble ?? finished(say);
  return { steps: [...start, ...rest.steps], end: rest.end };
}

function finished(say: Say): HostScript {
  return {
    steps: [
      say(`${packages.length} upgraded, 0 newly installed, 0 to remove and 0 not upgraded.`),
      ...unpack(say, packages),
      ...packages.map((name) => say(`Setting up ${name} ...`)),
      say('Processing triggers for libc-bin (2.36-9+deb12u9) ...'),
    ],
    end: { kind: 'exit', afterMs: 60, code: 0 },
  };
}

function unpack(say: Say, names: readonly string[]): ScriptStep[] {
  return names.map((name) => say(`Unpacking ${name} ...`));
}
