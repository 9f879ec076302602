import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FollowEvent } from '../../../../src/jobs/event.ts';
import { followPrinter } from '../../../../src/ui/follow/printer.ts';
import { fakeIo, frozen, pipedIo, settled } from '../../terminal/fake-io.ts';
import { ExampleEvents, exampleState } from '../example-events.ts';

const clock = { ...frozen, sleep: async () => undefined };
const e = new ExampleEvents();

async function printed(events: readonly FollowEvent[], world = pipedIo()): Promise<string> {
  const view = { what: 'output', format: 'ndjson', quiet: true, hostCount: null } as const;
  const printer = followPrinter(view, world.io, clock);
  for (const event of events) printer.accept(event);
  await printer.end();
  await settled();
  expect(world.stderr.text).toBe('');
  return world.stdout.text;
}

describe('--format ndjson of a followed job', () => {
  it('is one line per event, the summary last', async () => {
    const failed_hosts = [exampleState(17, 'failed', { exit_code: 3, last_line: 'inactive' })];
    const text = await printed([
      e.host(17, 'running'),
      e.output(17, 'inactive\n', { timestamp: 1_795_443_362.123456 }),
      e.host(17, 'failed', { exit_code: 3, last_line: 'inactive' }),
      e.gap(17, 'aborted'),
      e.warning('paused', 'the job is paused'),
      e.warning('proxy_unreachable', 'silent', 17),
      e.contact('2026-11-23T14:16:00Z', '502 Bad Gateway'),
      e.contact(null),
      e.summary('failed', { succeeded: 119, failed: 1 }, { failed_hosts }),
    ]);
    const head = (type: string) =>
      `{"schema":"rexctl/1","type":"${type}","time":"2026-11-23T14:16:02Z","job_id":215,`;
    const web17 = '"id":117,"name":"web17.example.com"';
    const failed = `{${web17},"status":"failed","exit_code":3,"reason":"exit 3","failure":{"kind":"exit","exit_code":3,"message":"inactive"},"last_line":"inactive"}`;
    expect(text.split('\n')).toEqual([
      `${head('host')}"host":{${web17},"status":"running","exit_code":null,"reason":null,"failure":null,"last_line":null}}`,
      `${head('output')}"host":{${web17}},"stream":"stdout","text":"inactive\\n","timestamp":1795443362.123456,"late":false}`,
      `${head('host')}"host":${failed}}`,
      `${head('gap')}"host":{${web17}},"reason":"aborted"}`,
      `${head('warning')}"code":"paused","message":"the job is paused"}`,
      `${head('warning')}"code":"proxy_unreachable","message":"silent","host":{${web17}}}`,
      `${head('warning')}"code":"contact_lost","message":"no response from the server since 2026-11-23T14:16:00Z (502 Bad Gateway)","stale_since":"2026-11-23T14:16:00Z"}`,
      `${head('warning')}"code":"contact_restored","message":"the server answers again"}`,
      `${head('summary')}"outcome":"failed","partial":false,"counts":{"total":120,"succeeded":119,"failed":1,"cancelled":0,"never_ran":0,"pending":0,"missing":0},"failed_hosts":[${failed}],"exit_code":3,"reason":null}`,
      '',
    ]);
  });

  it('reports the job with its outcome in our words', async () => {
    const [first = ''] = (await printed([e.job({ succeeded: 1, pending: 119 })])).split('\n');
    expect(JSON.parse(first)).toMatchObject({
      type: 'job',
      job_id: 215,
      job: { id: 215, outcome: 'running' },
    });
  });

  it('keeps every text of a host exactly, and no raw control character', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary' }), { maxLength: 10 }),
        async (texts) => {
          const text = await printed(texts.map((one) => e.output(1, one)));
          const lines = text.split('\n').slice(0, -1);
          expect(lines.map((line) => JSON.parse(line).text)).toEqual(texts);
          expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
        },
      ),
    );
  });

  it('is the same on a terminal: no colour, no live view', async () => {
    const world = fakeIo({ noColor: false });
    expect(await printed([e.output(1, '\u001b[31mred\n')], world)).toMatch(
      /^\{.*"text":"\\u001b\[31mred\\n".*\}\n$/,
    );
  });
});
