import { describe, expect, it } from 'vitest';
import { Failure, usageError } from '../../../src/errors.ts';
import { failureText } from '../../../src/ui/answers/failure.ts';
import { brokenAtBlanks } from '../../../src/ui/terminal/width.ts';

describe('a failure for people', () => {
  it('is one sentence', () => {
    expect(failureText(usageError('the search is empty'), { json: false })).toBe(
      'rexctl: the search is empty\n',
    );
  });

  it('has what to do below it, indented', () => {
    const failure = new Failure('refused', 'no host matches `hostgroup = wbe`. Nothing was sent.', {
      hint: "try: rexctl host list 'hostgroup ~ web'\nor: rexctl host list",
    });
    expect(failureText(failure, { json: false })).toBe(
      [
        'rexctl: no host matches `hostgroup = wbe`. Nothing was sent.',
        "        try: rexctl host list 'hostgroup ~ web'",
        '        or: rexctl host list',
        '',
      ].join('\n'),
    );
  });

  it('is broken at blanks to fit a terminal, but for what is to be copied', () => {
    const failure = new Failure('usage', 'invalid --outcome `good`: expected failed or unknown', {
      hint: 'try: rexctl list --outcome failed --since 1d',
    });
    const broken = (line: string, indent: number) => brokenAtBlanks(line, 40 - indent);
    expect(failureText(failure, { json: false, broken })).toBe(
      [
        'rexctl: invalid --outcome `good`:',
        '        expected failed or unknown',
        '        try: rexctl list --outcome failed --since 1d',
        '',
      ].join('\n'),
    );
  });

  it('shows the words of servers harmless and aligned', () => {
    const failure = new Failure(
      'server_error',
      'the server said: a\u001b[2J\u001b[31m\r\nb\u0007\n',
    );
    expect(failureText(failure, { json: false })).toBe('rexctl: the server said: a\n        b^G\n');
  });
});

describe('a failure for programs', () => {
  it('is one line of JSON with its code, exit code and hint', () => {
    const failure = new Failure('not_found', 'no job 99', {
      hint: 'see: rexctl list',
      httpStatus: 404,
    });
    expect(failureText(failure, { json: true })).toBe(
      '{"schema":"rexctl/1","error":{"code":"not_found","exit_code":5,"message":"no job 99","hint":"see: rexctl list","retryable":false,"http_status":404}}\n',
    );
  });

  it('has null for what is not known and stays one line', () => {
    const text = failureText(new Failure('time_limit', 'a\nb', { retryable: true }), {
      json: true,
    });
    expect(JSON.parse(text)).toEqual({
      schema: 'rexctl/1',
      error: {
        code: 'time_limit',
        exit_code: 7,
        message: 'a\nb',
        hint: null,
        retryable: true,
        http_status: null,
      },
    });
    expect(text.trimEnd()).not.toContain('\n');
  });
});
