import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commandJob, type DemoClient, demoClient } from '../demo/demo-client.ts';

let client: DemoClient;

beforeEach(async () => {
  client = await demoClient();
});

afterEach(() => client.close());

const texts = async (id: number, host: number): Promise<string[]> => {
  const { body } = await client.get(`/api/job_invocations/${id}/hosts/${host}`);
  return body.output.map((element: { output: string }) => element.output);
};

/** A job of two hosts whose tasks run but have not reached the smart proxy, cancelled then. */
async function cancelledEarly(
  command: string,
  body: Record<string, unknown> = {},
): Promise<number> {
  client.server.world.timing.proxyAcceptsMs = 5000;
  const id = await client.start(commandJob(command, 'hostgroup = db'));
  client.clock.advance(2000);
  expect(await client.statuses(id)).toEqual(['running', 'running']);
  const { status, body: answer } = await client.post(`/api/job_invocations/${id}/cancel`, body);
  expect([status, answer.cancelled]).toEqual([200, 'search' in body ? [expect.any(String)] : true]);
  return id;
}

describe('a cancel that meets the smart proxy before the tasks of the hosts exist there', () => {
  test('is lost: the scripts run to their end, the hosts show cancelled all the same', async () => {
    const id = await cancelledEarly('echo begin; sleep 5; echo end');
    client.clock.advance(8000);
    expect(await client.statuses(id)).toEqual(['running', 'running']);
    client.clock.advance(25_000);
    expect(await client.statuses(id)).toEqual(['cancelled', 'cancelled']);
    expect((await texts(id, 13)).slice(0, 3)).toEqual(['begin\n', 'end\n', 'Exit status: 0']);
    expect((await client.get(`/api/job_invocations/${id}`)).body).toMatchObject({
      status_label: 'failed',
      cancelled: 2,
    });
  });

  test('is tried again 15 seconds later and then ends what still runs', async () => {
    const id = await cancelledEarly('echo begin; sleep 1000; echo end');
    client.clock.advance(14_000);
    expect(await client.statuses(id)).toEqual(['running', 'running']);
    client.clock.advance(5000);
    expect(await client.statuses(id)).toEqual(['cancelled', 'cancelled']);
    expect((await texts(id, 13)).slice(0, 2)).toEqual(['begin\n', 'Exit status: 255']);
  });

  test('counts as sent: the next one is enforced', async () => {
    const id = await cancelledEarly('echo begin; sleep 1000');
    await client.post(`/api/job_invocations/${id}/cancel`);
    expect(await client.statuses(id)).toEqual(['cancelled', 'cancelled']);
  });
});

test('a cancel of some hosts can come too early as well', async () => {
  const id = await cancelledEarly('echo begin; sleep 5; echo end', {
    search: 'name = db01.example.com',
  });
  client.clock.advance(30_000);
  expect(await client.statuses(id)).toEqual(['cancelled', 'success']);
});
