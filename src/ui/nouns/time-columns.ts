import type { Column } from '../answers/answer.ts';
import type { Screen } from '../terminal/screen.ts';
import { durationWords } from '../time/duration.ts';
import { columnTime } from '../time/relative.ts';

interface Times {
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly duration_s: number | null;
}

/** The columns and fields that need times. */
const readForTimes: readonly string[] = [
  ...['user', 'started_at', 'ended_at', 'duration', 'duration_s', 'clock'],
];

/** Whether a column or field needs times, which are read only then because they need requests. */
export function namesTimes(names: readonly string[]): boolean {
  return names.some((name) => readForTimes.includes(name.split('.').at(-1) ?? ''));
}

/** The columns for start, end and duration; `runs`: whether a row, a job or host, has not ended. */
export function timeColumns<Row>(
  timesOf: (row: Row) => Times | undefined,
  { started, runs }: { readonly started: string; readonly runs: (row: Row) => boolean },
): readonly Column<Row>[] {
  return [
    timeColumn('started_at', started, timesOf),
    timeColumn('ended_at', 'ENDED', timesOf),
    {
      key: 'duration',
      header: 'DURATION',
      value: (row) => timesOf(row)?.duration_s ?? null,
      text: (row, screen) => durationOfRow(timesOf(row), runs(row), screen),
      align: 'right',
      optional: true,
    },
  ];
}

function timeColumn<Row>(
  key: 'started_at' | 'ended_at',
  header: string,
  timesOf: (row: Row) => Times | undefined,
): Column<Row> {
  const value = (row: Row) => timesOf(row)?.[key] ?? null;
  const text = (row: Row, screen: Screen) => columnTime(value(row), screen);
  return { key, header, value, text, optional: true };
}

function durationOfRow(times: Times | undefined, runs: boolean, { now }: Screen): string {
  const words = times === undefined ? null : durationWords(times, runs ? now : null);
  return words ?? '-';
}
