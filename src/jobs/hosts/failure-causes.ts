import type { HostFailureKind } from './host-failure.ts';

/** A text of server, smart proxy or ssh, and its meaning. */
export interface CauseText {
  readonly source: 'server' | 'smart proxy' | 'ssh';
  readonly text: RegExp;
  readonly kind: HostFailureKind;
  /** False if it is certain that the script did not run on the host. */
  readonly may_have_run: boolean;
  /** It explains the end even if there is an exit code. */
  readonly despite_exit_code?: true;
}

/** The server puts names of Ruby classes and error codes before its words. */
const words = String.raw`^(?:[A-Z][\w:]*: )?(?:ERF\d+-\d+ \[[\w:]+\]: )?`;
const serverText = (text: string) => new RegExp(words + text);

/**
 * The known texts on stream `debug`, on which no script can write; the first match counts. After
 * other texts a failure is `proxy` (exit line `EXCEPTION`) or `unknown`.
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
    // From smart proxies that use an SSH library instead of the program ssh.
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
    // After several attempts to start: an earlier one may have reached the smart proxy.
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
    // Everything after the NUL byte is lost, also the exit line.
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

/** The meaning of a line on stream `debug`; `undefined` = unknown. */
export function causeTextOf(line: string): CauseText | undefined {
  return causeTexts.find(({ text }) => text.test(line));
}

/** Whether a line is one that ssh prints on stderr when it cannot connect (exit code 255). */
export function isSshRefusal(line: string): boolean {
  return causeTexts.some(({ source, text }) => source === 'ssh' && text.test(line));
}

/** The line without the names of Ruby classes and error codes at its beginning. */
export function causeMessage(line: string): string {
  return line.replace(/^[A-Z][\w:]*: ERF\d+-\d+ \[[\w:]+\]: /, '');
}
