import type { Context } from '../../cli/context.ts';
import { desktopNotice } from '../../cli/desktop-notice.ts';
import { isInconclusive } from '../../jobs/job-result.ts';
import { unfinishedSentence } from '../../ui/follow/final-message.ts';
import { countParts, outcomeWord } from '../../ui/nouns/job-words.ts';
import { type Notice, noticeSequence } from '../../ui/terminal/notice.ts';
import type { Told } from './follow-record.ts';
import type { Speaker } from './speaker.ts';
import type { TellingOptions } from './telling-options.ts';
import { terminalOf } from './telling-terminal.ts';

export async function ringBell(context: Context, { bell }: TellingOptions): Promise<void> {
  if (bell) await terminalOf(context)?.write('\u0007');
}

const desktopLimitMs = 5_000;

/** Shows a notice on the desktop or, if that fails, on the terminal. */
export async function showNotice(
  context: Context,
  { notify }: TellingOptions,
  { told, speaker }: { readonly told: Told; readonly speaker: Speaker },
): Promise<void> {
  if (!notify) return;
  const notice = noticeOf(told);
  const trouble = await showOnDesktop(context, notice);
  if (trouble === null) return;
  const terminal = terminalOf(context);
  const sequence = noticeSequence(notice, context.runtime.env);
  if (terminal !== undefined && sequence !== null) await terminal.write(sequence);
  else await speaker.warn(`no notice was shown: ${trouble}`);
}

/** Returns why it was not shown; `null` = it was shown. */
async function showOnDesktop(context: Context, notice: Notice): Promise<string | null> {
  const { env, platform, runChild } = context.runtime;
  const command = desktopNotice(notice, env, platform);
  if (command === null) return 'there is no desktop';
  const signal = new AbortController().signal;
  const shown = { command, input: '', env: {}, limitMs: desktopLimitMs, signal };
  const { trouble } = await runChild(shown);
  return trouble === null ? null : `\`${command[0]}\` failed: ${trouble}`;
}

const example = { title: '', body: '' };

/** False if there is neither a desktop nor a terminal that shows notices. */
export function canShowNotice(context: Context): boolean {
  const { env, platform } = context.runtime;
  if (desktopNotice(example, env, platform) !== null) return true;
  return terminalOf(context) !== undefined && noticeSequence(example, env) !== null;
}

function noticeOf({ job, result }: Told): Notice {
  const { job_id, outcome, counts, reason } = result;
  if (isInconclusive(result))
    return { title: `Job ${job_id}: result unknown`, body: unfinishedSentence(result) };
  const hosts = reason ?? countParts(counts, outcome).join(', ');
  const parts = [hosts, job.description ?? ''].filter((part) => part !== '');
  return { title: `Job ${job_id}: ${outcomeWord(outcome)}`, body: parts.join(': ') };
}
