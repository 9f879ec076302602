import type { Environment } from '../../environment.ts';
import { oneLine } from './sanitise.ts';

/** What a terminal or a desktop shows for a moment, beside what is printed. */
export interface Notice {
  readonly title: string;
  readonly body: string;
}

const longestPart = 200;

/** Harmless for terminals, in one line and not too long; the text may come from hosts. */
export function cleanNotice({ title, body }: Notice): Notice {
  return { title: shortened(oneLine(title)), body: shortened(oneLine(body)) };
}

function shortened(text: string): string {
  return [...text].slice(0, longestPart).join('');
}

type Form = (notice: Notice) => string;

/** OSC 99, of kitty: title and body are two parts of one notice. */
const kitty: Form = ({ title, body }) =>
  `\u001b]99;i=rexctl:d=0;${title}\u0007\u001b]99;i=rexctl:p=body;${body}\u0007`;

/** OSC 777: semicolons separate its fields. */
const titled: Form = ({ title, body }) =>
  `\u001b]777;notify;${title.replaceAll(';', ',')};${body}\u0007`;

/** OSC 9, of iTerm2: one text. */
const plain: Form = ({ title, body }) => `\u001b]9;${title}: ${body}\u0007`;

/** Others ignore what they do not know, so that one of the two is shown. */
const either: Form = (notice) => plain(notice) + titled(notice);

const formsOfPrograms: ReadonlyMap<string, Form> = new Map([
  ['iTerm.app', plain],
  ['WezTerm', titled],
  ['ghostty', titled],
]);

/**
 * The control sequences that show a notice, for the terminal that the environment names; through
 * tmux and screen to the terminal around them. `null` for terminals that would print them.
 */
export function noticeSequence(notice: Notice, env: Environment): string | null {
  const term = env.TERM ?? '';
  if (term === '' || /^(?:dumb|linux)/.test(term)) return null;
  return passedThrough(formOf(term, env)(cleanNotice(notice)), env);
}

/** By what survives a login over ssh first: that is `TERM` alone. */
function formOf(term: string, env: Environment): Form {
  if (term === 'xterm-kitty') return kitty;
  if (/^(?:foot|rxvt-unicode|xterm-ghostty|wezterm)/.test(term)) return titled;
  const ofProgram = formsOfPrograms.get(env.TERM_PROGRAM ?? '');
  if (ofProgram !== undefined) return ofProgram;
  if (env.KITTY_WINDOW_ID) return kitty;
  return env.VTE_VERSION ? titled : either;
}

function passedThrough(sequence: string, env: Environment): string {
  if (env.TMUX) return `\u001bPtmux;${sequence.replaceAll('\u001b', '\u001b\u001b')}\u001b\\`;
  return env.STY ? sequence.replaceAll(/\u001b[^\u0007]*\u0007/g, '\u001bP$&\u001b\\') : sequence;
}
