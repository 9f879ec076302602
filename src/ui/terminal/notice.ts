import type { Environment } from '../../environment.ts';
import { oneLine } from './sanitise.ts';

/** A notification of a terminal or desktop. */
export interface Notice {
  readonly title: string;
  readonly body: string;
}

const longestPart = 200;

/** The notice without control sequences, on one line and shortened: it may have text of hosts. */
export function cleanNotice({ title, body }: Notice): Notice {
  return { title: shortened(oneLine(title)), body: shortened(oneLine(body)) };
}

function shortened(text: string): string {
  return [...text].slice(0, longestPart).join('');
}

type Form = (notice: Notice) => string;

/** OSC 99 (kitty): title and body are two parts of a notice. */
const kitty: Form = ({ title, body }) =>
  `\u001b]99;i=rexctl:d=0;${title}\u0007\u001b]99;i=rexctl:p=body;${body}\u0007`;

/** OSC 777; semicolons separate fields. */
const titled: Form = ({ title, body }) =>
  `\u001b]777;notify;${title.replaceAll(';', ',')};${body}\u0007`;

/** OSC 9 (iTerm2): one text. */
const plain: Form = ({ title, body }) => `\u001b]9;${title}: ${body}\u0007`;

/** Both: terminals ignore unknown sequences, so that one of them is shown. */
const either: Form = (notice) => plain(notice) + titled(notice);

const formsOfPrograms: ReadonlyMap<string, Form> = new Map([
  ['iTerm.app', plain],
  ['WezTerm', titled],
  ['ghostty', titled],
]);

/**
 * The control sequences that show a notice on the terminal of this environment, passed through tmux
 * and screen. `null` for terminals that would print them.
 */
export function noticeSequence(notice: Notice, env: Environment): string | null {
  const term = env.TERM ?? '';
  if (term === '' || /^(?:dumb|linux)/.test(term)) return null;
  return passedThrough(formOf(term, env)(cleanNotice(notice)), env);
}

/** The form for a terminal. `TERM` is checked first: ssh passes no other variable. */
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
