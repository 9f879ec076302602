import type { DemoHost } from '../world/world-records.ts';
import {
  diskFull,
  locked,
  type PatchTrouble,
  packages,
  type Say,
  unpack,
  upgraded,
} from './patch-troubles.ts';
import { fraction } from './random.ts';
import type { Behavior, HostScript, JobForHost } from './script.ts';
import { commandBehavior } from './shell.ts';

/** A patch run in which some hosts fail at the first attempt; other jobs run their commands. */
export function patchBehavior(troubleOf: (host: DemoHost) => PatchTrouble | undefined): Behavior {
  return (host, job, attempt) =>
    job.script.startsWith('#patch')
      ? patch(host, job, attempt === 1 ? troubleOf(host) : undefined)
      : commandBehavior(host, job, attempt);
}

/** The trouble of a host in the small demo: two of the twelve web hosts have different ones. */
export function smallTrouble({ name }: DemoHost): PatchTrouble | undefined {
  switch (/^web0*(\d+)\./.exec(name)?.[1]) {
    case '4':
      return locked;
    case '9':
      return diskFull;
    default:
      return undefined;
  }
}

function patch(host: DemoHost, job: JobForHost, trouble: PatchTrouble = finished): HostScript {
  let n = 0;
  const say: Say = (text) => {
    n++;
    return {
      afterMs: 120 + Math.floor(fraction('patch', job.seed, host.name, n) * 420),
      text: `${text}\n`,
    };
  };
  const start = [say('Reading package lists... Done'), say('Building dependency tree... Done')];
  const { steps, end } = trouble(say);
  return { steps: end.kind === 'unreachable' ? [] : [...start, ...steps], end };
}

/** A patch run that succeeds. */
function finished(say: Say): HostScript {
  return {
    steps: [
      say(upgraded),
      ...unpack(say, packages),
      ...packages.map((name) => say(`Setting up ${name} ...`)),
      say('Processing triggers for libc-bin (2.36-9+deb12u9) ...'),
    ],
    end: { kind: 'exit', afterMs: 60, code: 0 },
  };
}
