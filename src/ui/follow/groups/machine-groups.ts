import type { Clock } from '../../../clock.ts';
import type { Answered, EventDocument } from '../../../documents/types.ts';
import type { SummaryEvent } from '../../../jobs/event.ts';
import { type Column, schemaVersion } from '../../answers/answer.ts';
import { jsonLine } from '../../answers/json.ts';
import { printLongAnswer } from '../../answers/print-long-answer.ts';
import { groupDocument, type HostGroup } from '../../compare/groups.ts';
import { writePieces } from '../../terminal/batch-writer.ts';
import { foldNames } from '../../terminal/fold-names.ts';
import type { Io } from '../../terminal/io.ts';
import { collectJob } from '../machine/collected-job.ts';
import { eventDocument } from '../machine/event-document.ts';
import { ndjsonPrinter } from '../machine/ndjson-printer.ts';
import type { FollowPrinter, FollowView } from '../view.ts';
import { type EndedHosts, type Grouping, openEndedHosts, ungroupedHosts } from './ended-hosts.ts';

/** `--group --format ndjson`: the events without output, then the groups, then the summary. */
export function ndjsonGroups(grouping: Grouping, io: Pick<Io, 'out'>): FollowPrinter {
  const hosts = openEndedHosts(grouping);
  const events = ndjsonPrinter(io);
  let summary: SummaryEvent | undefined;
  return {
    ...events,
    accept(event) {
      hosts.accept(event);
      if (event.type === 'summary') summary = event;
      else if (event.type !== 'output') events.accept(event);
    },
    drained: () => hosts.drained() ?? events.drained(),
    async end() {
      await events.end();
      try {
        if (summary !== undefined) await writePieces(lastEvents(summary, hosts), io.out);
      } finally {
        hosts.close();
      }
    },
    abort() {
      events.abort();
      hosts.close();
    },
  };
}

function* lastEvents(summary: SummaryEvent, hosts: EndedHosts): Generator<string> {
  const { time, job_id, result } = summary;
  const head = { schema: schemaVersion, type: 'group', time, job_id } as const;
  for (const group of hosts.groups()) {
    yield jsonLine({ ...head, ...groupDocument(group) } satisfies EventDocument<'group'>);
  }
  const ungrouped_hosts = ungroupedHosts(result, hosts);
  yield jsonLine({ ...eventDocument(summary), ungrouped_hosts });
}

/** CSV: a record for each group, with a folded set of hosts. */
const groupColumns: readonly Column<HostGroup>[] = [
  { key: 'count', header: 'HOSTS', value: (group) => group.hosts.length, align: 'right' },
  { key: 'status', header: 'STATUS', value: (group) => group.status },
  { key: 'exit_code', header: 'EXIT', value: (group) => group.exit_code, align: 'right' },
  {
    key: 'hosts',
    header: 'NAMES',
    value: (group) => foldNames(group.hosts.map(({ name }) => name)),
  },
  { key: 'output', header: 'OUTPUT', value: (group) => group.text, shrinks: true },
];

/**
 * `--group` with `--json`, `--format yaml` or `csv`: one document at the end with `job`, `hosts`,
 * `groups`, `warnings` and `summary`.
 */
export function documentGroups(
  view: FollowView,
  grouping: Grouping,
  io: Io,
  clock: Clock,
): FollowPrinter {
  const { format, fields } = view;
  const hosts = openEndedHosts(grouping);
  const collected = collectJob({ ...view, what: 'progress' });
  let last: SummaryEvent | undefined;
  const documentOf = (): Answered<'follow-group'> => {
    const { job, warnings, summary } = collected.document();
    const states = collected.hosts().map(collected.hostDocument);
    const ungrouped_hosts = last === undefined ? 0 : ungroupedHosts(last.result, hosts);
    return { job, hosts: states, groups: [], warnings, summary: { ...summary, ungrouped_hosts } };
  };
  const close = () => {
    collected.close();
    hosts.close();
  };
  return {
    accept(event) {
      hosts.accept(event);
      if (event.type === 'summary') last = event;
      if (event.type !== 'output') collected.accept(event);
    },
    drained: () => hosts.drained() ?? collected.drained(),
    pause: async () => undefined,
    async end() {
      const answer = {
        document: documentOf(),
        rowsKey: 'groups',
        rows: hosts.groups(),
        columns: groupColumns,
        toJson: groupDocument,
        mayLack: true,
      };
      await printLongAnswer(answer, { format, fields, io, clock }).finally(close);
    },
    abort: close,
  };
}
