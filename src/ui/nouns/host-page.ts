import type { Document } from '../../documents/types.ts';
import { type EndCause, type HostEnd, hostFailureOf } from '../../jobs/hosts/host-failure.ts';
import type { HostStatus } from '../../jobs/hosts/host-run.ts';
import type { OutputLine } from '../../jobs/output.ts';
import type { Column } from '../answers/answer.ts';
import { failureReason, isServerEcho } from './host.ts';

/** The output of a host up to now: the snapshot of `rexctl output`. */
export interface HostPage {
  readonly id: number;
  readonly name: string;
  readonly status: HostStatus;
  readonly exit_code: number | null;
  /** Why the host failed or was cancelled; `null` = unknown. */
  readonly cause?: EndCause | null;
  /** Whether no more output will follow. */
  readonly complete: boolean;
  /** The lines in order; those of stream `debug` are from the server or the smart proxy. */
  readonly lines: readonly OutputLine[];
  /** A fact that the lines do not show, e.g. the host has not started yet; else `null`. */
  readonly notice: string | null;
  /** Whether a part of the output could not be read. */
  readonly torn: boolean;
}

/** A page with every field, so that `--fields` can be checked before a page is read. */
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

/** The CSV columns of a snapshot: a record for each host, with its output in one field. */
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

/** The text that the host printed: stdout and stderr in order, bytes unchanged. */
export function printedText({ lines }: Pick<HostPage, 'lines'>): string {
  return lines
    .filter(({ stream }) => stream !== 'debug')
    .map(({ text }) => text)
    .join('');
}

/**
 * The text by which hosts are compared: their output, or, if there is none, the server's lines
 * about them. An unreachable host has only those.
 */
export function comparedText(page: Pick<HostPage, 'lines'>): string {
  const printed = printedText(page);
  if (printed !== '') return printed;
  const debugLines = page.lines.filter(
    ({ stream, text }) => stream === 'debug' && !isServerEcho(text),
  );
  return debugLines.map(({ text }) => (text.endsWith('\n') ? text : `${text}\n`)).join('');
}

/** The end of the host, with its last line as the reason. */
export function hostPageEnd(page: HostPage): HostEnd {
  return {
    status: page.status,
    exit_code: page.exit_code,
    last_line: lastText(page)?.text.trim() ?? null,
    cause: page.cause ?? null,
  };
}

/** The last line of server or smart proxy; `null` if the host printed something after it. */
export function lastServerText(page: HostPage): string | null {
  const said = lastText(page);
  return said?.stream === 'debug' ? said.text.trim() : null;
}

function lastText({ lines }: HostPage): OutputLine | undefined {
  return lines.findLast(({ text }) => text.trim() !== '' && !isServerEcho(text));
}
