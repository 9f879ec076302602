import type { HostFailureKind } from './host-failure.ts';

/** A text of server, smart proxy or ssh about a host, and what it means. */
export interface CauseText {
  readonly source: 'server' | 'smart proxy' | 'ssh';
  readonly text: RegExp;
  readonly kind: HostFailureKind;
  /** False only where the script is known not to have run on the host. */
  readonly may_have_run: boolean;
  /** It explains the end although the script, or ssh in its place, has an exit code. */
  readonly despite_exit_code?: true;
}

/** Names of Ruby classes and codes of errors stand before the words of the server. */
const words = String.raw`^(?:[A-Z][\w:]*: )?(?:ERF\d+-\d+ \[[\w:]+\]: )?`;
const serverText = (text: string) => new RegExp(words + text);

/**
 * Lines of stream `debug`, which no script can write. The first row that fits is the meaning of a
 * line; texts that are not here leave a failure `proxy` (exit line `EXCEPTION`) or `unknown`.
 */
export const causeTexts: readonly CauseText[] = [
  {
    source: 'smart proxy',
    text: /^Timeout for execution passed\b/,
    kind: 'timed_out',
    may_have_run: true,
    despite_exit_code: true,
  },
  {
    source: 'smart proxy',
    text: /^The job was not picked up in time\b/,
    kind: 'timed_out',
    may_have_run: false,
  },
  {
    source: 'smart proxy',
    text: /^Error initializing command: [\w:]+ - Could not establish connection to remote host\b/,
    kind: 'unreachable',
    may_have_run: false,
  },
  {
    // Smart proxies that connect with a library instead of the program ssh.
    source: 'smart proxy',
    text: /^Error initializing command: (?:Errno::E(?:HOSTUNREACH|NETUNREACH|CONNREFUSED|TIMEDOUT)|Net::SSH::(?:AuthenticationFailed|ConnectionTimeout|HostKey\w+)|SocketError)\b/,
    kind: 'unreachable',
    may_have_run: false,
  },
  {
    source: 'ssh',
    text: /^ssh: (?:connect to host|Could not resolve hostname) \S/,
    kind: 'unreachable',
    may_have_run: false,
  },
  {
    source: 'ssh',
    text: /^(?:\S+: )?Permission denied \([\w,-]+\)\.?$|^Host key verification failed\.?$/,
    kind: 'unreachable',
    may_have_run: false,
  },
  {
    source: 'smart proxy',
    text: /^(?:Error initializing command|Runner error|Proxy error): /,
    kind: 'proxy',
    may_have_run: true,
  },
  {
    // Starts that were tried again: an earlier one may have reached the smart proxy.
    source: 'server',
    text: /^Initialization error: /,
    kind: 'proxy',
    may_have_run: true,
  },
  {
    source: 'server',
    text: serverText(
      String.raw`(?:The only applicable proxy .* is down|All \d+ applicable proxies are down)\b`,
    ),
    kind: 'proxy',
    may_have_run: false,
  },
  {
    source: 'server',
    text: serverText('Could not use any proxy for '),
    kind: 'proxy',
    may_have_run: false,
  },
  {
    source: 'server',
    text: serverText('Proxy task gone missing\\b'),
    kind: 'proxy',
    may_have_run: true,
  },
  {
    // What follows the NUL byte is lost, the exit line too.
    source: 'server',
    text: /^ArgumentError: string contains null byte\b/,
    kind: 'proxy',
    may_have_run: true,
  },
  {
    source: 'server',
    text: serverText('Failed rendering template: '),
    kind: 'never_ran',
    may_have_run: false,
  },
  {
    source: 'server',
    text: serverText('User can not execute (?:this )?job\\b'),
    kind: 'never_ran',
    may_have_run: false,
  },
  {
    source: 'server',
    text: /^ForemanTasks::Task::TaskCancelledException: /,
    kind: 'cancelled',
    may_have_run: true,
    despite_exit_code: true,
  },
  {
    source: 'smart proxy',
    text: /^The job was cancelled by the user\b/,
    kind: 'cancelled',
    may_have_run: true,
    despite_exit_code: true,
  },
];

/** What a line of stream `debug` means; `undefined` where it is none that is known. */
export function causeTextOf(line: string): CauseText | undefined {
  return causeTexts.find(({ text }) => text.test(line));
}

/** ssh writes it to stderr when it cannot connect, and exits with 255. */
export function isSshRefusal(line: string): boolean {
  return causeTexts.some(({ source, text }) => source === 'ssh' && text.test(line));
}

/** The line without names of Ruby classes and codes before its words. */
export function causeMessage(line: string): string {
  return line.replace(/^[A-Z][\w:]*: ERF\d+-\d+ \[[\w:]+\]: /, '');
}
