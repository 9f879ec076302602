/** The labels that all runs of one kind share: each metric has one series for them. */
export interface MetricLabels {
  readonly name: string;
  readonly template: string;
  readonly profile: string;
}

/** Numbers of hosts by their outcome; `null` = unknown. */
export type HostNumbers = Readonly<Record<string, number | null>>;

/** The result of one run for Prometheus. Times are in seconds; `null` = unknown. */
export interface RunMetrics {
  readonly labels: MetricLabels;
  readonly last_run: number;
  /** 0 = never, as far as rexctl knows. */
  readonly last_success: number;
  readonly duration: number | null;
  readonly exit_code: number;
  readonly job_id: number | null;
  readonly hosts: HostNumbers;
}

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

interface Metric {
  readonly name: string;
  readonly help: string;
  samples(run: RunMetrics): readonly Sample[];
}

const successName = 'rexctl_job_last_success_timestamp_seconds';

const metrics: readonly Metric[] = [
  {
    name: 'rexctl_job_last_run_timestamp_seconds',
    help: 'When the last run finished, in seconds since 1970.',
    samples: ({ labels, last_run }) => [[{ ...labels }, last_run]],
  },
  {
    name: successName,
    help: 'When the last run with exit code 0 finished, in seconds since 1970; 0 if unknown.',
    samples: ({ labels, last_success }) => [[{ ...labels }, last_success]],
  },
  {
    name: 'rexctl_job_duration_seconds',
    help: 'How long the last job ran, in seconds; absent if rexctl did not see its end.',
    samples: ({ labels, duration }) => known({ ...labels }, duration),
  },
  {
    name: 'rexctl_job_exit_code',
    help: 'Exit code of rexctl for the last run; 0: success.',
    samples: ({ labels, exit_code }) => [[{ ...labels }, exit_code]],
  },
  {
    name: 'rexctl_job_id',
    help: 'Id of the last job; absent if no job was started.',
    samples: ({ labels, job_id }) => known({ ...labels }, job_id),
  },
  {
    name: 'rexctl_job_hosts',
    help: 'Hosts of the last job by outcome.',
    samples: ({ labels, hosts }) =>
      Object.entries(hosts).flatMap(([outcome, count]) => known({ ...labels, outcome }, count)),
  },
];

function known(labels: Sample[0], value: number | null): readonly Sample[] {
  return value === null ? [] : [[labels, value]];
}

/** Writes the text format of Prometheus; all metrics are gauges. */
export function metricsText(run: RunMetrics): string {
  return metrics
    .map(({ name, help, samples }) => ({ name, help, lines: samples(run).map(sampleLine(name)) }))
    .filter(({ lines }) => lines.length > 0)
    .map(
      ({ name, help, lines }) => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`,
    )
    .join('');
}

function sampleLine(name: string): (sample: Sample) => string {
  return ([labels, value]) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    return `${name}{${pairs.join(',')}} ${value}\n`;
  };
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** The values that the next run takes over from the file. */
export interface EarlierRun {
  readonly labels: MetricLabels;
  readonly last_success: number;
}

const quoted = '"((?:[^"\\\\\\n]|\\\\.)*)"';
const successLine = new RegExp(
  `^${successName}\\{name=${quoted},template=${quoted},profile=${quoted}\\} (\\d+(?:\\.\\d+)?)$`,
  'm',
);

/** Reads a text of `metricsText`; `null` for any other text. */
export function earlierRunOf(text: string): EarlierRun | null {
  const [, name, template, profile, seconds] = successLine.exec(text) ?? [];
  if (name === undefined || template === undefined || profile === undefined) return null;
  return {
    labels: {
      name: unescaped(name),
      template: unescaped(template),
      profile: unescaped(profile),
    },
    last_success: Number(seconds),
  };
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, (_, character: string) =>
    character === 'n' ? '\n' : character,
  );
}
