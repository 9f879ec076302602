import type { Environment } from '../environment.ts';
import { cleanNotice, type Notice } from '../ui/terminal/notice.ts';

/**
 * The program that shows a notice on this machine's desktop, with its arguments; `null` if there is
 * no desktop. It runs without a shell.
 */
export function desktopNotice(
  notice: Notice,
  env: Environment,
  platform: string,
): readonly [string, ...string[]] | null {
  if (env.SSH_CONNECTION) return null;
  const { title, body } = cleanNotice(notice);
  if (platform === 'darwin') return ['osascript', ...appleScript, title, body];
  if (platform === 'win32' || !(env.DISPLAY || env.WAYLAND_DISPLAY)) return null;
  return ['notify-send', '--app-name=rexctl', '--', title, asMarkup(body)];
}

const appleScript = [
  'on run argv',
  'display notification (item 2 of argv) with title (item 1 of argv)',
  'end run',
].flatMap((line) => ['-e', line]);

/** Desktops interpret some tags in the text. */
function asMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
