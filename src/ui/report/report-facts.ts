import { rerunMarkerOf } from '../../jobs/description.ts';
import { inputMask } from '../../jobs/template-inputs.ts';
import { targetsText } from '../nouns/job-words.ts';
import type { NextCommand } from '../terminal/command-lines.ts';
import type { Report } from './report.ts';
import { secondsText, utcText } from './report-words.ts';

/** A line of the summary; text of the server is not escaped yet. */
export interface ReportFact {
  readonly label: string;
  readonly value: string;
  /** The machine-readable form, if the value is a time. */
  readonly iso?: string;
  /** Whether the value has only words of rexctl, no text of the server. */
  readonly isOwn?: boolean;
}

/** The facts of the summary: template, hosts, user and times; unknown ones are omitted. */
export function reportFacts(report: Report): readonly ReportFact[] {
  const { job, user, started_at, ended_at, duration_s } = report;
  return [
    fact('Template', job.template_name),
    fact('Category', job.job_category),
    fact('Started by', user),
    fact('Run as', job.effective_user),
    momentFact('Planned', report.outcome === 'scheduled' ? job.start_at : null),
    momentFact('Started', started_at),
    momentFact('Ended', ended_at),
    ownFact('Duration', duration_s === null ? null : secondsText(duration_s)),
    fact('Targets', targetsText(job)),
    fact('Organization', job.job_organization),
    fact('Location', job.job_location),
    ownFact('Rerun of', rerunText(report)),
  ].filter((one) => one !== null);
}

/** The inputs of the job; values that the server hides are shown as hidden. */
export function reportInputs({ job }: Report): readonly ReportFact[] {
  const given = (job.inputs ?? []).filter(({ value }) => value !== null && value !== '');
  return given.map(({ name, value }) => ({
    label: name,
    value: value === inputMask ? '(hidden)' : (value ?? ''),
  }));
}

/** The next commands. */
export function reportCommands({ job, outcome, hosts }: Report): readonly NextCommand[] {
  const { id } = job;
  const open = outcome === 'paused' || outcome === 'running';
  const hasFailed = hosts.some(({ failure }) => failure !== null);
  const steps: readonly (NextCommand | false)[] = [
    outcome === 'paused' && [`rexctl resume ${id}`, 'resume the job'],
    outcome === 'running' && [`rexctl watch ${id}`, 'follow the job'],
    hasFailed && [
      `rexctl output ${id} --failed`,
      'show all output of the hosts that did not succeed',
    ],
    hasFailed &&
      !open && [`rexctl rerun ${id} --failed --follow`, 'run the job again on these hosts'],
    [`rexctl output ${id}`, 'show all output'],
    [`rexctl show ${id} --hosts`, 'list all hosts'],
  ];
  return steps.filter((step) => step !== false);
}

function fact(label: string, value: string | null): ReportFact | null {
  return value === null || value === '' ? null : { label, value };
}

function ownFact(label: string, value: string | null): ReportFact | null {
  return value === null ? null : { label, value, isOwn: true };
}

function momentFact(label: string, iso: string | null): ReportFact | null {
  return iso === null ? null : { label, value: utcText(iso), iso };
}

function rerunText({ job }: Report): string | null {
  const { attempt, root } = rerunMarkerOf(job.description);
  return root === null ? null : `job ${root} (rerun ${attempt})`;
}
