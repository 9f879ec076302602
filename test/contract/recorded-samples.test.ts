import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoServer, startDemoServer } from '../../src/demo/http/server.ts';
import { VirtualClock } from '../world/virtual-clock.ts';
import { recordedWorld } from './recorded-world.ts';
import { differences, shapeOf } from './shape.ts';
import { statesOf } from './states.ts';

interface Sample {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly query: Record<string, string | number> | null;
    readonly body: unknown;
    readonly user: string | null;
  };
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

const samples: readonly Sample[] = JSON.parse(
  await readFile(new URL('./samples.json', import.meta.url), 'utf8'),
);

const start = Date.parse('2026-11-23T13:27:03Z');

/** Milliseconds from the start to a request; the others follow at once. */
const moments: Readonly<Record<string, number>> = {
  show_right_after_create: 360,
  output_right_after_create: 1100,
  show_running: 5400,
  output_running: 6400,
  raw_running: 8200,
  show_all_hosts_done_but_job_still_running: 13_700,
  show_failed_one_host: 16_700,
  create_succeed: 18_000,
  show_succeeded: 34_000,
  create_zero_hosts: 35_000,
  show_zero_hosts_done: 36_000,
  create_for_cancel: 37_000,
  cancel_search: 41_000,
  cancel: 41_500,
  show_all_hosts_cancelled_job_still_running: 45_500,
  show_after_cancel: 61_500,
};

/** Places that were never null in the recording although a server may send null there. */
const nullable: ReadonlySet<string> = new Set();

const passwords: Readonly<Record<string, string>> = { admin: 'changeme', viewer: 'secret' };

/**
 * Sent with what the record leaves out: the media type and body of the two requests that were wrong
 * on purpose.
 */
const raw: Readonly<Record<string, { type: string; body: string }>> = {
  err_415: { type: 'text/plain', body: '{}' },
  err_400_json: { type: 'application/json', body: '{bad' },
};

describe('recorded requests get the recorded answers', () => {
  let clock: VirtualClock;
  let server: DemoServer;
  const answers = new Map<string, { response: Response; text: string }>();

  beforeAll(async () => {
    clock = new VirtualClock(start);
    server = await startDemoServer({ clock, world: recordedWorld() });
    clock.watch(server);
    for (const sample of samples) {
      clock.advance(Math.max(0, start + (moments[sample.name] ?? 0) - clock.now()));
      const response = await fetch(urlOf(sample), requestOf(sample));
      answers.set(sample.name, { response, text: await response.text() });
    }
  });

  afterAll(async () => {
    await server.close();
    clock.dispose();
  });

  function urlOf({ name, request }: Sample): string {
    const task = [...server.jobs.values()].find((job) => job.id === 160)?.task?.id ?? '';
    const path = name === 'task_show' ? `/foreman_tasks/api/tasks/${task}` : request.path;
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(request.query ?? {})) query.set(key, String(value));
    if (name === 'output_running_since_last') query.set('since', lastTimestamp());
    return `${server.url}${path}?${query.toString()}`;
  }

  /** The recorded time is one of the recording; what was meant is the newest line's. */
  function lastTimestamp(): string {
    const { output } = JSON.parse(answers.get('output_running')?.text ?? '{}');
    return String(output.at(-1).timestamp);
  }

  function requestOf({ name, request }: Sample): RequestInit {
    const { user } = request;
    const secret = user === null ? '' : `${user}:${passwords[user] ?? ''}`;
    const authorization = `Basic ${Buffer.from(secret).toString('base64')}`;
    const given = raw[name] ?? {
      type: 'application/json',
      body: JSON.stringify(request.body ?? {}),
    };
    return {
      method: request.method,
      headers: { 'content-type': given.type, ...(user === null ? {} : { authorization }) },
      ...(request.method === 'GET' ? {} : { body: given.body }),
    };
  }

  test('there are 79 of them', () => {
    expect(samples).toHaveLength(79);
    expect(answers.size).toBe(79);
  });

  describe.each(samples.map((sample) => [sample.name, sample] as const))('%s', (name, sample) => {
    const answer = () => {
      const found = answers.get(name);
      if (found === undefined) throw new Error(`no answer to ${name}`);
      return found;
    };

    test(`status ${sample.status}`, () => {
      expect(answer().response.status, answer().text.slice(0, 500)).toBe(sample.status);
    });

    test('headers', () => {
      const { headers } = answer().response;
      for (const header of [
        'Foreman_version',
        'Foreman_api_version',
        'ETag',
        'Apipie-Checksum',
        'Location',
      ]) {
        expect(headers.has(header), header).toBe(header in sample.headers);
      }
      for (const header of ['Content-Type', 'Cache-Control', 'Foreman_current_organization']) {
        if (header in sample.headers)
          expect(headers.get(header), header).toBe(sample.headers[header]);
      }
    });

    test(sample.status < 400 ? 'keys and types' : 'body, literally', () => {
      const { text } = answer();
      if (typeof sample.body === 'string') {
        expect(text).toContain('<!DOCTYPE html>');
        return;
      }
      const body: unknown = JSON.parse(text);
      if (sample.status >= 400) expect(body).toEqual(sample.body);
      else expect(differences(shapeOf(sample.body), shapeOf(body), nullable)).toEqual([]);
    });
  });

  const scenario = samples.filter(({ name }) =>
    /^(show|output|hosts_|raw|create|cancel|rerun)/.test(name),
  );

  test.each(
    scenario.filter(({ name }) => name !== 'hosts_thin').map((one) => [one.name, one] as const),
  )('%s tells the same states, texts and counts', (name, sample) => {
    expect(statesOf(JSON.parse(answers.get(name)?.text ?? 'null'))).toEqual(statesOf(sample.body));
  });

  test('a difference is found: a missing key, a strange type, a null', () => {
    const recorded = shapeOf({ a: 1, b: 'x', rows: [{ id: 1 }, { id: 2, name: 'n' }], open: null });
    const actual = shapeOf({ a: 'N/A', b: null, rows: [{ id: 1 }], open: 5, c: true });
    expect(differences(recorded, actual, new Set())).toEqual([
      '.c: not recorded',
      '.a: string instead of number',
      '.b: null instead of string',
      '.rows[].name: missing',
    ]);
  });
});
