import { hostCount, numberText } from '../../text/counts.ts';
import type { Crowd } from './options.ts';

/** The hosts of the tour, as a search and in words. */
export interface Targets {
  readonly search: string;
  readonly words: string;
}

/** A command of the tour. */
export interface Step {
  /** The comment that is printed above the command. */
  readonly text: string;
  readonly argv: readonly string[];
  /** The expected exit code; any other ends the tour as a failure. */
  readonly exitCode: number;
}

/** The most hosts without a question at the start; the output of more fills many screens. */
const manyHosts = 50;
/** The most failed hosts that are listed; with more, the end of a job groups them by reason. */
const manyFailed = 10;

/** The steps of the tour on these hosts. */
export function stepsFor(crowd: Crowd, targets: Targets): readonly Step[] {
  const { hosts, failing } = crowd;
  const some = failing > 0;
  const steps = [
    patchStep(crowd, targets),
    some && failing <= manyFailed ? [whyStep(failing)] : [],
    hosts <= manyHosts || failing > manyFailed ? [outputStep(crowd)] : [],
    some ? [rerunStep(failing)] : [],
    {
      text: some
        ? 'All hosts have recovered, so another rerun has nothing to do.'
        : 'No host failed, so a rerun of the failed hosts has nothing to do.',
      argv: ['rerun', '@last', '--failed'],
      exitCode: 0,
    },
    {
      text: some ? 'List your newest jobs: the rerun is a job as well.' : 'List your newest jobs.',
      argv: ['list', '--mine', '--limit', '3'],
      exitCode: 0,
    },
  ];
  return steps.flat();
}

function patchStep({ hosts, failing }: Crowd, { search, words }: Targets): Step {
  return {
    text: `Run the template \`Patch hosts\` on ${words}, and watch it live.`,
    argv: ['run', '--template', 'Patch hosts', '--search', search, ...unasked(hosts)],
    exitCode: failing > 0 ? 3 : 0,
  };
}

function whyStep(failing: number): Step {
  const lines = failing === 1 ? '.' : '; hosts with the same reason share a line.';
  return { text: `${result(failing)} See why${lines}`, argv: ['why', '@last'], exitCode: 0 };
}

function result(failing: number): string {
  return `${hostCount(failing)} failed, so the exit code is 3.`;
}

function outputStep({ hosts, failing }: Crowd): Step {
  const start = failing > manyFailed ? `${result(failing)} ` : '';
  const groups = hosts === 1 ? '' : ' Hosts that printed the same form one group.';
  const only = hosts > manyHosts ? ['--failed'] : [];
  return {
    text: `${start}See the last two lines of each host.${groups}`,
    argv: ['output', '@last', ...only, '--group', '--tail', '2', ...maskedNames(failing)],
    exitCode: 0,
  };
}

/** Masks host names if some hosts may be unreachable: the error of ssh contains their names. */
function maskedNames(failing: number): readonly string[] {
  return failing > 2 ? ['--mask', 'host'] : [];
}

function rerunStep(failing: number): Step {
  const [repaired, which] =
    failing === 1 ? ['host is', 'that host'] : ['hosts are', `those ${numberText(failing)}`];
  return {
    text: `Once the failed ${repaired} repaired, rerun your newest job (\`@last\`) on exactly ${which}.`,
    argv: ['rerun', '@last', '--failed', ...followed(failing), ...unasked(failing)],
    exitCode: 0,
  };
}

/** `--follow`, unless the output of this number of hosts is too much to follow. */
function followed(hosts: number): readonly string[] {
  return hosts <= manyFailed ? ['--follow'] : [];
}

function unasked(hosts: number): readonly string[] {
  return hosts > manyHosts ? ['--yes'] : [];
}
