/** A sample of a metric. */
interface Sample {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const metricName = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const pair = '([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\\\\n]|\\\\[\\\\"n])*)"';
const helpLine = new RegExp(`^# HELP (${metricName}) ((?:[^\\\\]|\\\\\\\\|\\\\n)+)$`);
const typeLine = new RegExp(`^# TYPE (${metricName}) (gauge|counter|untyped)$`);
const sampleLine = new RegExp(
  `^(${metricName})\\{(${pair}(?:,${pair})*)\\} (-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?)$`,
);

/**
 * The samples of a text in the format of Prometheus, as strictly as node_exporter reads it: each
 * metric has one HELP and one TYPE before its samples, which stand together and differ in labels;
 * the text ends with a line feed. Throws for any other.
 */
export function samplesOf(text: string): readonly Sample[] {
  if (!text.endsWith('\n')) throw new Error('no line feed at the end');
  const samples: Sample[] = [];
  const seen = new Set<string>();
  const described = new Set<string>();
  let help = '';
  let current = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const [, helped] = helpLine.exec(line) ?? [];
    const [, typed] = typeLine.exec(line) ?? [];
    if (helped !== undefined) {
      if (described.has(helped)) throw new Error(`two HELP of ${helped}`);
      described.add(helped);
      help = helped;
    } else if (typed !== undefined) {
      if (typed !== help || typed === current) throw new Error(`TYPE without HELP: ${line}`);
      current = typed;
    } else {
      const sample = sampleOf(line);
      if (sample.metric !== current) throw new Error(`a sample outside its metric: ${line}`);
      const key = line.slice(0, line.lastIndexOf(' '));
      if (seen.has(key)) throw new Error(`a sample twice: ${line}`);
      seen.add(key);
      samples.push(sample);
    }
  }
  return samples;
}

function sampleOf(line: string): Sample {
  const [, metric, pairs = ''] = sampleLine.exec(line) ?? [];
  if (metric === undefined) throw new Error(`not a sample: ${line}`);
  const labels: Record<string, string> = {};
  for (const [, label = '', value = ''] of pairs.matchAll(new RegExp(pair, 'g'))) {
    if (Object.hasOwn(labels, label)) throw new Error(`a label twice: ${line}`);
    labels[label] = value.replaceAll(/\\(.)/g, (_, letter) => (letter === 'n' ? '\n' : letter));
  }
  return { metric, labels, value: Number(line.slice(line.lastIndexOf(' ') + 1)) };
}

/** The value of each metric, by its name without the common beginning; hosts by outcome. */
export function valuesOf(text: string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    samplesOf(text).map(({ metric, labels, value }) => [
      [metric.replace(/^rexctl_job_/, ''), labels.outcome].filter(Boolean).join(' '),
      value,
    ]),
  );
}
