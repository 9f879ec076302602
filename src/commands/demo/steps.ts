import { hostCount, numberText } from '../../text/counts.ts';
import type { Crowd } from './options.ts';

/** The hosts of the tour, as a search and in words. */
export interface Targets {
  readonly search: string;
  readonly words: string;
}

/** A command of the tour. */
export interface Step {
  /** What it shows, in front of it. */
  readonly text: string;
  readonly argv: readonly string[];
  /** Anything else ends the tour as a failure. */
  readonly exitCode: number;
}

/** In more hosts only those that failed are of interest, and a confirmation is asked for. */
const manyHosts = 50;
/** The output of more hosts is too much to follow. */
const followedHosts = 10;

const sameOutput = ['--group', '--mask', 'numbers,times,host'];

/** The steps of the tour on these hosts. */
export function stepsFor(crowd: Crowd, targets: Targets): readonly Step[] {
  const { hosts, failing } = crowd;
  const some = failing > 0;
  const steps = [
    patchStep(crowd, targets),
    some || hosts <= manyHosts ? [outputStep(crowd)] : [],
    some ? [rerunStep(failing)] : [],
    {
      text: some
        ? 'All hosts have recovered, so another rerun has nothing to do.'
        : 'No host failed, so a rerun of the failed hosts has nothing to do.',
      argv: ['rerun', '@last', '--failed'],
      exitCode: 0,
    },
    {
      text: some ? 'List the newest jobs: the rerun is a job as well.' : 'List the newest jobs.',
      argv: ['list', '--mine', '--limit', '3'],
      exitCode: 0,
    },
  ];
  return steps.flat();
}

function patchStep({ hosts, failing }: Crowd, { search, words }: Targets): Step {
  const result = failing > 0 ? '3 means that some hosts failed' : '0 means that no host failed';
  return {
    text: `Run a patch job on ${words} and wait for it. The exit code is the result of the job: ${result}.`,
    argv: ['run', '--template', 'Patch hosts', '--search', search, ...unasked(hosts)],
    exitCode: failing > 0 ? 3 : 0,
  };
}

function outputStep({ hosts, failing }: Crowd): Step {
  const folded =
    'Hosts that printed the same, apart from numbers, times and host names, form one group.';
  const text =
    failing > 0
      ? `${hostCount(failing)} failed. See why. ${folded}`
      : `See what the hosts printed. ${folded}`;
  const only = hosts > manyHosts ? ['--failed'] : [];
  return { text, argv: ['output', '@last', ...only, ...sameOutput], exitCode: 0 };
}

function rerunStep(failing: number): Step {
  const follows = failing <= followedHosts;
  const which = failing === 1 ? 'the host' : `the ${numberText(failing)} hosts`;
  return {
    text: `Run the newest job (@last) again, only on ${which} that failed${follows ? ', and follow the output' : ''}.`,
    argv: ['rerun', '@last', '--failed', ...(follows ? ['--follow'] : []), ...unasked(failing)],
    exitCode: 0,
  };
}

function unasked(hosts: number): readonly string[] {
  return hosts > manyHosts ? ['--yes'] : [];
}
