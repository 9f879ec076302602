import type { Document } from '../../documents/types.ts';
import { type EndCause, type HostEnd, hostFailureOf } from '../../jobs/hosts/host-failure.ts';
import type { HostStatus } from '../../jobs/hosts/host-run.ts';
import type { OutputLine } from '../../jobs/output.ts';
import type { Column } from '../answers/answer.ts';
import { failureReason, isServerEcho } from './host.ts';

/** All that one host printed, as one look found it: the snapshot of `rexctl output`. */
export interface HostPage {
  readonly id: number;
  readonly name: string;
  readonly status: HostStatus;
  readonly exit_code: number | null;
  /** Of a host that failed or was cancelled: why; `null` = not known. */
  readonly cause?: EndCause | null;
  /** Nothing will be added. */
  readonly complete: boolean;
  /** In order; stream `debug` comes from server and smart proxy. */
  readonly lines: readonly OutputLine[];
  /**
   * What a reader should know besides the lines: not started yet, smart proxy silent; else `null`.
   */
  readonly notice: string | null;
  /** Some of its output could not be read. */
  readonly torn: boolean;
}

/** Has every field, so that `--fields` can be understood before a page is read. */
export const examplePage: HostPage = {
  ...{
    id: 0,
    name: '',
    status: 'succeeded',
    exit_code: 0,
    complete: true,
    notice: null,
    torn: false,
  },
  lines: [{ stream: 'stdout', text: '', timestamp: 0, late: false }],
};

/** A host's page as JSON. */
export function hostPageDocument(page: HostPage): Document<'output'>['hosts'][number] {
  const { id, name, status, exit_code, complete, notice, lines } = page;
  const end = hostPageEnd(page);
  return {
    id,
    name,
    status,
    exit_code,
    reason: failureReason(end),
    failure: hostFailureOf(end),
    complete,
    notice,
    last_line: end.last_line,
    output: lines,
  };
}

/** CSV of a snapshot: one record per host, its output in one field. */
export const hostPageColumns: readonly Column<HostPage>[] = [
  { key: 'id', header: 'ID', value: (page) => page.id, align: 'right' },
  { key: 'name', header: 'HOST', value: (page) => page.name },
  { key: 'status', header: 'STATUS', value: (page) => page.status },
  { key: 'exit_code', header: 'EXIT', value: (page) => page.exit_code, align: 'right' },
  {
    key: 'reason',
    header: 'REASON',
    value: (page) => failureReason(hostPageEnd(page)),
    optional: true,
  },
  {
    key: 'failure',
    header: 'FAILURE',
    value: (page) => hostFailureOf(hostPageEnd(page))?.kind ?? null,
    optional: true,
  },
  { key: 'complete', header: 'COMPLETE', value: (page) => page.complete },
  { key: 'output', header: 'OUTPUT', value: (page) => printedText(page), shrinks: true },
];

/** What the host itself printed, all streams in order, bytes unchanged. */
export function printedText({ lines }: Pick<HostPage, 'lines'>): string {
  return lines
    .filter(({ stream }) => stream !== 'debug')
    .map(({ text }) => text)
    .join('');
}

/**
 * What hosts are compared by: what they printed, or, for those that printed nothing, what the
 * server prints about them (an unreachable host has only that).
 */
export function comparedText(page: Pick<HostPage, 'lines'>): string {
  const printed = printedText(page);
  if (printed !== '') return printed;
  const debugLines = page.lines.filter(
    ({ stream, text }) => stream === 'debug' && !isServerEcho(text),
  );
  return debugLines.map(({ text }) => (text.endsWith('\n') ? text : `${text}\n`)).join('');
}

/** How the host ended, with its last line as the reason. */
export function hostPageEnd(page: HostPage): HostEnd {
  return {
    status: page.status,
    exit_code: page.exit_code,
    last_line: lastText(page)?.text.trim() ?? null,
    cause: page.cause ?? null,
  };
}

/** The last word of server and smart proxy, where the host itself printed nothing after it. */
export function lastServerText(page: HostPage): string | null {
  const said = lastText(page);
  return said?.stream === 'debug' ? said.text.trim() : null;
}

function lastText({ lines }: HostPage): OutputLine | undefined {
  return lines.findLast(({ text }) => text.trim() !== '' && !isServerEcho(text));
}
