import { describe, expect, it } from 'vitest';
import type { HostStatus } from '../../../src/jobs/hosts/host-run.ts';
import { endWord, isServerEcho } from '../../../src/ui/nouns/host.ts';
import {
  comparedText,
  hostPageColumns,
  hostPageDocument,
  hostPageEnd,
} from '../../../src/ui/nouns/host-page.ts';
import { examplePage } from '../compare/example-pages.ts';
import { exampleCause } from '../follow/example-events.ts';

const ssh = 'ssh: connect to host web44.example.com port 22: No route to host';
const proxy =
  'Error initializing command: RuntimeError - Could not establish connection to remote host';

describe('how a host ended, in a few words', () => {
  it.each<[HostStatus, number | null, string | null, string]>([
    ['succeeded', 0, null, 'exit 0'],
    ['succeeded', null, null, 'succeeded'],
    ['failed', 3, 'inactive', 'exit 3'],
    ['failed', null, 'Runner error: x', 'smart proxy failed'],
    ['failed', null, null, 'failed'],
    ['failed', null, proxy, 'unreachable'],
    ['failed', null, 'The job was not picked up in time', 'timed out'],
    ['failed', null, 'something else', 'failed'],
    ['failed', 255, ssh, 'exit 255'],
    ['failed', 255, 'my own 255', 'exit 255'],
    ['failed', 1, ssh, 'exit 1'],
    ['cancelled', 255, null, 'cancelled'],
    ['never_ran', null, null, 'never ran'],
    ['running', null, null, 'running'],
    ['unknown', null, null, 'unknown'],
  ])('%s with exit code %j after %j is "%s"', (status, exit_code, last_line, word) => {
    const cause = exampleCause(exit_code, last_line);
    expect(endWord({ status, exit_code, last_line, cause })).toBe(word);
  });

  it('knows the line that every failed script gets', () => {
    expect(isServerEcho('StandardError: Job execution failed\n')).toBe(true);
    expect(isServerEcho('echo StandardError: Job execution failed')).toBe(false);
  });
});

describe("a host's page", () => {
  const debug = (text: string) => ({ stream: 'debug', text, timestamp: 2, late: false });
  const page = examplePage(44, 'a\nb\n', { status: 'failed', exit_code: 1 });

  it('is compared by what the host printed, or by what the server says where it printed nothing', () => {
    expect(comparedText({ lines: [...page.lines, debug('x')] })).toBe('a\nb\n');
    const told = [debug(ssh), debug('StandardError: Job execution failed')];
    expect(comparedText({ lines: told })).toBe(`${ssh}\n`);
    expect(hostPageEnd({ ...page, exit_code: null, lines: told })).toMatchObject({
      last_line: ssh,
    });
  });

  it('is JSON with its lines, and one record of CSV', () => {
    expect(hostPageDocument(page)).toMatchObject({
      id: 144,
      exit_code: 1,
      reason: 'exit 1',
      failure: { kind: 'exit', exit_code: 1, message: 'b' },
      complete: true,
      output: page.lines,
    });
    expect(hostPageColumns.map(({ value }) => value(page))).toEqual([
      144,
      'web44.example.com',
      'failed',
      1,
      'exit 1',
      'exit',
      true,
      'a\nb\n',
    ]);
  });
});
