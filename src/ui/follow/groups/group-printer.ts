import type { Clock } from '../../../clock.ts';
import { countedOf } from '../../../text/counts.ts';
import { printLongAnswer } from '../../answers/print-long-answer.ts';
import { groupDocument, type HostGroup } from '../../compare/groups.ts';
import { groupsProse } from '../../compare/prose.ts';
import { type Io, redirected } from '../../terminal/io.ts';
import { type Screen, screenOf } from '../../terminal/screen.ts';
import { finalMessage, printFinalMessage } from '../final-message.ts';
import { unmatchedText } from '../line-filter.ts';
import { notePrinter } from '../notices.ts';
import { pipeProgress } from '../pipe-progress.ts';
import { type Ending, openProgressState } from '../progress-state.ts';
import { terminalProgress } from '../terminal-progress.ts';
import type { FollowPrinter, FollowView } from '../view.ts';
import { type EndedHosts, type Grouping, openEndedHosts, ungroupedHosts } from './ended-hosts.ts';
import { formingLines } from './forming-lines.ts';

/**
 * `--group` for people: progress on standard error while the job runs; at the end the groups on
 * standard output, as in `output --group`, and the final message.
 */
export async function groupPrinter(
  view: FollowView,
  grouping: Grouping,
  io: Io,
  clock: Clock,
): Promise<FollowPrinter> {
  const hosts = openEndedHosts(grouping);
  const state = openProgressState(view);
  const isLive = isDrawable(view, io);
  const progress = await (isLive ? liveProgress : lineProgress)(view, hosts, io, clock);
  const print = async (ending: Ending | undefined) => {
    await printGroups(view, hosts, state.domain(), io, clock);
    await printUnmatched(view, hosts, io);
    if (ending === undefined) return;
    await printUngrouped(ending, hosts, io);
    if (!isLive) return printFinalMessage({ ...view, what: 'progress' }, ending, io, clock);
    await io.err.write(`\n${finalMessage(ending, await screenOf(io.err, io, clock))}`);
  };
  return {
    accept(event) {
      hosts.accept(event);
      if (event.type === 'output') return;
      state.accept(event);
      progress.accept(event);
    },
    drained: () => hosts.drained() ?? progress.drained(),
    pause: progress.pause,
    async end() {
      await progress.end();
      await print(state.ending()).finally(hosts.close);
    },
    abort() {
      progress.abort();
      hosts.close();
    },
  };
}

/** Whether a live view can be drawn. Standard output may be a pipe: it gets nothing meanwhile. */
function isDrawable({ format, quiet }: FollowView, { err }: Io): boolean {
  return format === 'table' && !quiet && err.isTerminal && err.isDumb !== true;
}

function liveProgress(
  view: FollowView,
  hosts: EndedHosts,
  io: Io,
  clock: Clock,
): Promise<FollowPrinter> {
  return terminalProgress({ ...view, silentEnd: true }, io, clock, (screen, most) =>
    formingLines(hosts, screen, most),
  );
}

/** A line for each change, on standard error. */
async function lineProgress(
  view: FollowView,
  _hosts: EndedHosts,
  io: Io,
  clock: Clock,
): Promise<FollowPrinter> {
  return pipeProgress({ ...view, silentEnd: true }, redirected(io, { out: io.err }), clock);
}

function printGroups(
  { format }: FollowView,
  hosts: EndedHosts,
  domain: string,
  io: Io,
  clock: Clock,
): Promise<void> {
  const answer = {
    document: { groups: [] },
    rowsKey: 'groups',
    rows: [],
    toJson: (group: HostGroup) => ({ ...groupDocument(group) }),
    prose: (screen: Screen) => groupsProse(hosts.matching(), screen, domain),
  };
  return printLongAnswer(answer, { format, fields: undefined, io, clock });
}

async function printUnmatched(view: FollowView, hosts: EndedHosts, io: Io): Promise<void> {
  const { read, unmatched } = hosts.count();
  const text = unmatchedText(unmatched, read);
  if (text !== null) await notePrinter(view, io)(text);
}

async function printUngrouped({ result }: Ending, hosts: EndedHosts, io: Io): Promise<void> {
  const ungrouped = ungroupedHosts(result, hosts);
  if (ungrouped === 0 || result.ended === 'output_closed') return;
  const subject = countedOf(ungrouped, result.counts.total, 'host');
  const is = ungrouped === 1 ? 'is' : 'are';
  await io.err.write(`rexctl: ${subject} ${is} in no group, because the output was not read\n`);
}
