import { rerunMarkerOf } from '../../jobs/description.ts';
import { inputMask } from '../../jobs/template-inputs.ts';
import { targetsText } from '../nouns/job-words.ts';
import type { NextCommand } from '../terminal/command-lines.ts';
import type { Report } from './report.ts';
import { secondsText, utcText } from './report-words.ts';

/** A line of the summary; text of the server comes as it is. */
export interface ReportFact {
  readonly label: string;
  readonly value: string;
  /** A moment, with its machine-readable form. */
  readonly iso?: string;
}

/** What was run where, by whom and when; what is not known is left out. */
export function reportFacts(report: Report): readonly ReportFact[] {
  const { job, user, started_at, ended_at, duration_s } = report;
  return [
    fact('Template', job.template_name),
    fact('Category', job.job_category),
    fact('Started by', user),
    fact('Run as', job.effective_user),
    momentFact('Started', started_at),
    momentFact('Ended', ended_at),
    fact('Duration', duration_s === null ? null : secondsText(duration_s)),
    fact('Targets', targetsText(job)),
    fact('Place', placeOf(report)),
    fact('Rerun of', rerunText(report)),
  ].filter((one) => one !== null);
}

/** Values that the server hides are called hidden. */
export function reportInputs({ job }: Report): readonly ReportFact[] {
  const given = (job.inputs ?? []).filter(({ value }) => value !== null && value !== '');
  return given.map(({ name, value }) => ({
    label: name,
    value: value === inputMask ? '(hidden)' : (value ?? ''),
  }));
}

/** What may be typed next. */
export function reportCommands({ job, hosts }: Report): readonly NextCommand[] {
  const { id } = job;
  const hasFailed = hosts.some(({ failure }) => failure !== null);
  const always: readonly NextCommand[] = [
    [`rexctl output ${id}`, 'show all output'],
    [`rexctl show ${id} --hosts`, 'list all hosts'],
  ];
  if (!hasFailed) return always;
  return [
    [`rexctl output ${id} --failed`, 'show all output of the hosts that did not succeed'],
    [`rexctl rerun ${id} --failed --follow`, 'run the job again on these hosts'],
    ...always,
  ];
}

function fact(label: string, value: string | null): ReportFact | null {
  return value === null || value === '' ? null : { label, value };
}

function momentFact(label: string, iso: string | null): ReportFact | null {
  return iso === null ? null : { label, value: utcText(iso), iso };
}

function placeOf({ job }: Report): string | null {
  const names = [job.job_organization, job.job_location].filter((name) => name !== null);
  return names.length === 0 ? null : names.join(' / ');
}

function rerunText({ job }: Report): string | null {
  const { attempt, root } = rerunMarkerOf(job.description);
  return root === null ? null : `job ${root} (rerun ${attempt})`;
}
