import type { Environment } from '../../environment.ts';

/** A text as a link (OSC 8); `address` must not have control characters. */
export function linked(text: string, address: string): string {
  return `\u001b]8;;${address}\u0007${text}\u001b]8;;\u0007`;
}

/** The text without links, for programs that would show their control sequences. */
export function withoutLinks(text: string): string {
  return text.replaceAll(/\u001b\]8;[^\u0007\u001b]*\u0007/g, '');
}

/** The first versions with links, by `TERM_PROGRAM`. */
const firstVersions: ReadonlyMap<string, readonly [major: number, minor: number]> = new Map([
  ['iTerm.app', [3, 1]],
  ['WezTerm', [0, 0]],
  ['vscode', [1, 72]],
  ['ghostty', [0, 0]],
  ['zed', [0, 0]],
]);

/** VTE 0.50.0 crashes on links. */
const crashingVte = 5000;

/** Whether a terminal is known to show links; others may show control sequences instead. */
export function showsLinks(env: Environment): boolean {
  const term = env.TERM ?? '';
  if (term === 'dumb') return false;
  if (env.FORCE_HYPERLINK) return !/^(?:0|false)$/.test(env.FORCE_HYPERLINK);
  if (env.CI || /^(?:screen|tmux)/.test(term)) return false;
  const first = firstVersions.get(env.TERM_PROGRAM ?? '');
  if (first !== undefined) return isSince(first, env.TERM_PROGRAM_VERSION ?? '');
  if (env.WT_SESSION || env.KITTY_WINDOW_ID || /^(?:xterm-kitty|alacritty)$/.test(term))
    return true;
  return Number(env.VTE_VERSION ?? 0) > crashingVte;
}

function isSince([major, minor]: readonly [number, number], version: string): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return ownMajor > major || (ownMajor === major && ownMinor >= minor) || major === 0;
}
