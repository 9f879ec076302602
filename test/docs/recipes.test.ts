import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callsOf, codeBlocks, crontabCommands, hereDocuments } from './shell-commands.ts';

const folder = mkdtempSync(join(tmpdir(), 'rexctl-recipes-'));
const page = readFileSync(new URL('../../docs/when-done.md', import.meta.url), 'utf8');
const scripts = new Map(codeBlocks(page, ['sh']).flatMap((block) => [...hereDocuments(block)]));

/**
 * Programs that a recipe calls; each notes how, in one piece because those of a pipe run at the
 * same time, and hands on what it is given.
 */
const stand = `#!/bin/sh
call=$(printf '%s' "\${0##*/}"; printf ' [%s]' "$@")
printf '%s\\n' "$call" >> "$CALLS"
[ "\${0##*/}" = rexctl ] && { echo report; exit; }
exec cat`;

beforeAll(() => {
  mkdirSync(join(folder, 'bin'));
  for (const name of ['rexctl', 'mail', 'curl', 'jq'])
    writeFileSync(join(folder, 'bin', name), stand, { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a recipe as `--on-done` would; what it called. */
function called(recipe: string, exitCode: number): readonly string[] {
  const calls = join(folder, 'calls');
  writeFileSync(calls, '');
  execFileSync('/bin/sh', ['-c', recipe], {
    input: '',
    env: {
      PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
      CALLS: calls,
      CHAT_WEBHOOK: 'https://chat.example.com/hook',
      HC_PATCHING: 'uuid',
      REXCTL_JOB_ID: '208',
      REXCTL_OUTCOME: 'failed',
      REXCTL_EXIT_CODE: String(exitCode),
      REXCTL_URL: 'https://foreman.example.com/job_invocations/208',
    },
  });
  return readFileSync(calls, 'utf8').trimEnd().split('\n').sort();
}

describe('the recipes of when-done', () => {
  it('mail a report of a job that failed, and nothing of one that succeeded', () => {
    const recipe = scripts.get('mail-report.sh') ?? '';
    expect(called(recipe, 3)).toEqual([
      'mail [-s] [Job 208: failed] [ops@example.com]',
      'rexctl [report] [https://foreman.example.com/job_invocations/208] [--format] [markdown]',
    ]);
    expect(called(recipe, 0)).toEqual(['']);
  });

  it('send a message to a chat', () => {
    expect(called(scripts.get('tell-chat.sh') ?? '', 3)).toEqual([
      expect.stringMatching(/^ {2}\{text: /),
      'curl [-fsS] [--max-time] [20] [-o] [/dev/null] [-H] [Content-Type: application/json] [-d] [@-] [https://chat.example.com/hook]',
      'jq [[.summary.failed_hosts[].name] | join(", ") |',
    ]);
  });

  it('ping with the exit code', () => {
    const cron = codeBlocks(page, ['crontab']).map(crontabCommands).join('\n');
    const [ping = ''] = callsOf('rexctl', cron).flatMap((argv) =>
      argv.includes('--on-done') ? [argv.at(-1)] : [],
    );
    const [onDone = ''] = /(?<=--on-done ')[^']*/.exec(cron) ?? [];
    expect(ping).not.toBe('');
    expect(called(onDone, 3)).toEqual([
      'curl [-fsS] [--max-time] [8] [--retry] [2] [-o] [/dev/null] [https://hc-ping.com/uuid/3]',
    ]);
  });
});
