import { describe, expect, it } from 'vitest';
import { hostDocument } from '../../../src/ui/nouns/host.ts';
import { jobDocument } from '../../../src/ui/nouns/job.ts';
import { exampleDetail, exampleHost, exampleJob } from '../example-jobs.ts';

describe('a job as JSON', () => {
  it('has the fields of the list in a fixed order, null for unknown', () => {
    expect(JSON.stringify(jobDocument(exampleJob()))).toBe(
      JSON.stringify({
        ...{
          id: 213,
          outcome: 'succeeded',
          status: 'succeeded',
          description: 'Run uptime',
          job_category: 'Commands',
        },
        ...{
          template_id: 325,
          template_name: 'Run Command - Script Default',
          effective_user: 'root',
          ssh_user: null,
        },
        start_at: '2026-11-23T13:19:02Z',
        counts: {
          total: 120,
          succeeded: 120,
          failed: 0,
          cancelled: 0,
          never_ran: 0,
          pending: 0,
          missing: 0,
        },
        task: {
          ...{ id: '41a3fb14-2b76-412e-af64-397e3b671d59', state: 'stopped' },
          ...{ started_at: '2026-11-23T13:19:02Z', cancellable: null },
        },
        ...{
          time_to_pickup: null,
          concurrency_level: null,
          execution_timeout_interval: null,
          rerun: null,
        },
        unreadable: [],
      }),
    );
  });

  it('adds what only show reports, inputs as a list', () => {
    expect(jobDocument(exampleDetail(), 'incomplete')).toMatchObject({
      ...{ id: 215, outcome: 'incomplete', mode: 'immediate', scheduling: null, recurrence: null },
      inputs: [{ name: 'command', value: 'systemctl is-active nginx' }],
      targeting: { search_query: 'id ^ (101,102,103)' },
      ...{ job_organization: null, job_location: null },
    });
    expect(jobDocument(exampleDetail({ inputs: null })).inputs).toBeNull();
  });

  it('reports which attempt of which job it is', () => {
    expect(jobDocument(exampleJob({ description: 'rerun 2 of #213: Run uptime' })).rerun).toEqual({
      attempt: 2,
      root: 213,
    });
  });
});

describe('a host as JSON', () => {
  it('has our status and the word of the server', () => {
    expect(hostDocument(exampleHost({ status: 'never_ran', job_status: 'N/A' }))).toEqual({
      ...{ id: 101, name: 'web01.example.com', status: 'never_ran', job_status: 'N/A' },
      ...{
        operatingsystem_name: 'Debian 13',
        hostgroup_name: 'web',
        smart_proxy_name: 'proxy1.example.com',
        failure: { kind: 'never_ran', exit_code: null, message: null },
      },
    });
  });
});
