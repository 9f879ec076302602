import { type DemoOptions, type DemoServer, startDemoServer } from '../../src/demo/http/server.ts';
import { VirtualClock } from '../world/virtual-clock.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers whose shape they know.
  readonly body: any;
}

/** A server on a virtual clock, and a client. */
export interface DemoClient {
  readonly server: DemoServer;
  readonly clock: VirtualClock;
  get(path: string, as?: string): Promise<Answer>;
  post(path: string, body?: unknown, as?: string): Promise<Answer>;
  send(path: string, init: RequestInit): Promise<Answer>;
  /** Starts a job and returns its id; throws unless it was created. */
  start(job: Record<string, unknown>, as?: string): Promise<number>;
  /** Statuses of a job's hosts, in execution order. */
  statuses(id: number): Promise<string[]>;
  close(): Promise<void>;
}

const start = '2026-11-23T14:00:00Z';

/** `user:secret` of the default world, by login. */
const secrets: Readonly<Record<string, string>> = {
  admin: 'changeme',
  anna: 'anna-secret',
  viewer: 'viewer-secret',
  ruser: 'ruser-secret',
  gone: 'gone-secret',
};

export function basic(login: string, secret: string): string {
  return `Basic ${Buffer.from(`${login}:${secret}`).toString('base64')}`;
}

export async function demoClient(options: Omit<DemoOptions, 'clock'> = {}): Promise<DemoClient> {
  const clock = new VirtualClock(start);
  const server = await startDemoServer({ ...options, clock });
  clock.watch(server);
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(server.url + path, init);
    const text = await response.text();
    const bug = response.headers.get('x-demo-error');
    if (bug !== null) throw new Error(`the simulator broke: ${decodeURIComponent(bug)}`);
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  };
  const authorization = (as: string) => basic(as, secrets[as] ?? '');
  const get = (path: string, as = 'admin') =>
    send(path, { headers: { authorization: authorization(as) } });
  const post = (path: string, body: unknown = {}, as = 'admin') =>
    send(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { authorization: authorization(as), 'content-type': 'application/json' },
    });
  return {
    ...{ server, clock, send, get, post },
    async start(job, as) {
      const { status, body, text } = await post(
        '/api/job_invocations',
        { job_invocation: job },
        as,
      );
      if (status !== 201) throw new Error(`not created: ${status} ${text}`);
      return body.id;
    },
    async statuses(id) {
      const { body } = await get(`/api/job_invocations/${id}/hosts?per_page=1000`);
      return body.results.map((row: { job_status: string }) => row.job_status);
    },
    async close() {
      await server.close();
      clock.dispose();
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A job of the run-command template of the default world. */
export function commandJob(command: string, search: string, more: Record<string, unknown> = {}) {
  return {
    job_template_id: 100,
    targeting_type: 'static_query',
    search_query: search,
    inputs: { command },
    ...more,
  };
}
