import { describe, expect, test } from 'vitest';
import {
  causeOfEnd,
  type ExitFact,
  noEvidence,
  withLines,
} from '../../../src/jobs/hosts/end-evidence.ts';
import { causeTextOf, causeTexts } from '../../../src/jobs/hosts/failure-causes.ts';
import {
  type HostFailureKind,
  hostFailureKinds,
  hostFailureOf,
  neverStarted,
} from '../../../src/jobs/hosts/host-failure.ts';

const exception: ExitFact = { exit_code: null, isException: true };
const missing: ExitFact = { exit_code: null, isException: false };
const exit = (exit_code: number): ExitFact => ({ exit_code, isException: false });

const line = (stream: string, text: string) => ({ stream, text, timestamp: 1, late: false });
const debug = (text: string) => line('debug', text);

function endOf(lines: ReturnType<typeof line>[], fact: ExitFact) {
  const cause = causeOfEnd(withLines(noEvidence, lines), fact);
  return { status: 'failed', exit_code: fact.exit_code, last_line: null, cause } as const;
}

const noRoute = 'ssh: connect to host web02.example.com port 22: No route to host';
const notEstablished = `Error initializing command: RuntimeError - Could not establish connection to remote host using any available authentication method: ${noRoute}\r\n`;
const echo = debug('StandardError: Job execution failed');
const cancelled = (code: string, text: string) =>
  `ForemanTasks::Task::TaskCancelledException: ${code} [ForemanTasks::Task::TaskCancelledException]: ${text}`;

/** Each text as it was seen, its exit line, and whether the script may have run. */
const seen: readonly (readonly [
  text: string,
  fact: ExitFact,
  kind: HostFailureKind,
  mayHaveRun: boolean,
])[] = [
  ['Timeout for execution passed, trying to stop the job', exit(255), 'timed_out', true],
  ['The job was not picked up in time\n', exception, 'timed_out', false],
  [notEstablished, exception, 'unreachable', false],
  [
    'Error initializing command: Errno::EHOSTUNREACH - No route to host - connect(2)',
    exception,
    'unreachable',
    false,
  ],
  [
    'Error initializing command: Net::SSH::AuthenticationFailed - Authentication failed',
    exception,
    'unreachable',
    false,
  ],
  [`${noRoute}\r\n`, exception, 'unreachable', false],
  [
    'ssh: Could not resolve hostname nope: Name or service not known',
    exception,
    'unreachable',
    false,
  ],
  ['root@web02: Permission denied (publickey,password).\r\n', exception, 'unreachable', false],
  ['Host key verification failed.', exception, 'unreachable', false],
  ['Runner error: ArgumentError - invalid byte sequence in UTF-8', exception, 'proxy', true],
  ['Proxy error: it broke', exception, 'proxy', true],
  ['Initialization error: Errno::ECONNREFUSED - Connection refused', missing, 'proxy', true],
  ['RuntimeError: The only applicable proxy p1 is down', missing, 'proxy', false],
  ['RuntimeError: All 2 applicable proxies are down. Tried p1, p2', missing, 'proxy', false],
  [
    'RuntimeError: Could not use any proxy for the ["SSH", "Script"] job. Consider configuring x',
    missing,
    'proxy',
    false,
  ],
  ['RuntimeError: Proxy task gone missing from the smart proxy', missing, 'proxy', true],
  ['ArgumentError: string contains null byte', missing, 'proxy', true],
  [
    'RuntimeError: Failed rendering template: error during rendering: x',
    missing,
    'never_ran',
    false,
  ],
  [
    'ERF42-1 [Foreman::Exception]: User can not execute this job template on web02.example.com',
    missing,
    'never_ran',
    false,
  ],
  ['User can not execute job on host web02.example.com', missing, 'never_ran', false],
  [cancelled('ERF22-3835', 'Task cancelled'), exit(255), 'cancelled', true],
  [
    cancelled('ERF22-7093', 'Cancel enforced: the task might be still running on the proxy'),
    missing,
    'cancelled',
    true,
  ],
  ['The job was cancelled by the user\n', exception, 'cancelled', true],
];

describe('why a host failed, by what server, smart proxy and ssh wrote about it', () => {
  test.each(seen)('%s', (text, fact, kind, mayHaveRun) => {
    const end = endOf([debug(text), echo], fact);
    const failure = hostFailureOf(end);
    expect(failure).toMatchObject({ kind, exit_code: fact.exit_code });
    expect(text).toContain(failure?.message);
    expect(neverStarted(end)).toBe(!mayHaveRun);
  });

  test('each row of the table has a text that was seen, and no row hides behind another', () => {
    const used = seen.map(([text]) => causeTextOf(text.trim()));
    expect(new Set(used)).toEqual(new Set(causeTexts));
  });

  test.each(seen.filter(([, fact]) => fact.exit_code === null))(
    'the same words of a script are its own: %s',
    (text) => {
      for (const stream of ['stdout', 'stderr', 'other'])
        for (const code of [1, 3, 126]) {
          const end = endOf([line(stream, text), echo], exit(code));
          expect(hostFailureOf(end)).toEqual({
            kind: 'exit',
            exit_code: code,
            message: text.trim(),
          });
          expect(neverStarted(end)).toBe(false);
        }
      // A script has no other streams; what it prints explains no missing exit line either.
      for (const fact of [missing, exception]) {
        const end = endOf([line('stdout', text)], fact);
        expect(hostFailureOf(end)?.kind).toBe(fact.isException ? 'proxy' : 'unknown');
        expect(neverStarted(end)).toBe(false);
      }
    },
  );

  test('ssh itself exits with 255 and writes to stderr alone; a script may do the same, so it may have run', () => {
    const end = endOf([line('stderr', `${noRoute}\r\n`), echo], exit(255));
    expect(hostFailureOf(end)).toEqual({ kind: 'unreachable', exit_code: 255, message: noRoute });
    expect(neverStarted(end)).toBe(false);
    for (const lines of [
      [line('stdout', noRoute)],
      [line('stdout', 'copying\n'), line('stderr', noRoute)],
      [line('stderr', noRoute), line('stderr', 'giving up')],
    ])
      expect(hostFailureOf(endOf([...lines, echo], exit(255)))?.kind).toBe('exit');
  });

  test('words of the smart proxy about the files of a host are not about the way to it', () => {
    const text =
      'Error initializing command: RuntimeError - Unable to create directory: mkdir: Permission denied (13)';
    const end = endOf([debug(text)], exception);
    expect(hostFailureOf(end)).toEqual({ kind: 'proxy', exit_code: null, message: text });
    expect(neverStarted(end)).toBe(false);
  });

  test('the exit code of a script counts more than other words of the smart proxy', () => {
    const lines = [line('stdout', 'disk full\n'), debug('Proxy error: late'), echo];
    expect(hostFailureOf(endOf(lines, exit(28)))).toEqual({
      kind: 'exit',
      exit_code: 28,
      message: 'disk full',
    });
  });

  test('a time limit explains the end, whatever comes before and after it', () => {
    const lines = [
      debug('Proxy error: first'),
      debug('Timeout for execution passed, trying to stop the job'),
      line('stdout', 'What would you like to do? [N]'),
      debug('Runner error: last'),
    ];
    for (const fact of [exit(255), exit(3), exception])
      expect(hostFailureOf(endOf(lines, fact))?.kind).toBe('timed_out');
  });

  test('EXCEPTION with unknown words is the smart proxy; no exit line with unknown words is unknown', () => {
    const lines = [debug('It broke in a new way')];
    expect(hostFailureOf(endOf(lines, exception))).toMatchObject({
      kind: 'proxy',
      message: 'It broke in a new way',
    });
    expect(endOf(lines, missing).cause).toBeNull();
    expect(hostFailureOf({ ...endOf(lines, missing), last_line: 'It broke' })).toEqual({
      kind: 'unknown',
      exit_code: null,
      message: 'It broke',
    });
  });

  test('a failed host with exit code 0 is not called failed by its script', () => {
    expect(hostFailureOf(endOf([line('stdout', 'ok')], exit(0)))?.kind).toBe('unknown');
  });
});

describe('a failure', () => {
  const end = { exit_code: null, last_line: null };

  test('is null for a host that succeeded or runs, or whose output was not read', () => {
    for (const status of ['succeeded', 'running', 'waiting', 'unknown', 'failed'] as const)
      expect(hostFailureOf({ status, ...end })).toBeNull();
    expect(hostFailureOf({ status: 'failed', ...end, cause: null })).toEqual({
      kind: 'unknown',
      exit_code: null,
      message: null,
    });
  });

  test('of a host that never ran, or was cancelled, is known by its state', () => {
    expect(hostFailureOf({ status: 'never_ran', ...end })?.kind).toBe('never_ran');
    expect(neverStarted({ status: 'never_ran' })).toBe(true);
    const { cause } = endOf(
      [line('stdout', 'half'), debug(cancelled('ERF22-3835', 'Task cancelled'))],
      exit(255),
    );
    expect(hostFailureOf({ status: 'cancelled', exit_code: 255, last_line: 'x', cause })).toEqual({
      kind: 'cancelled',
      exit_code: 255,
      message: 'Task cancelled',
    });
    const own = endOf([line('stdout', 'half')], exit(2)).cause;
    expect(
      hostFailureOf({ status: 'cancelled', exit_code: 2, last_line: 'half', cause: own }),
    ).toEqual({ kind: 'cancelled', exit_code: 2, message: null });
    expect(neverStarted({ status: 'cancelled', cause })).toBe(false);
  });

  test('has one of the published kinds, each with words', () => {
    for (const { kind } of causeTexts) expect(hostFailureKinds).toContain(kind);
  });

  test('has a message of bounded length', () => {
    const end = endOf([line('stdout', `${'x'.repeat(100_000)}\n`), echo], exit(1));
    expect(hostFailureOf(end)?.message).toBe('x'.repeat(500));
  });
});
