import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/api/connection.ts';
import {
  listLocations,
  listOrganizations,
  readCurrentUser,
  readStatus,
} from '../../../src/api/endpoints/account.ts';
import { allPages } from '../../../src/api/endpoints/all-pages.ts';
import { listBookmarks, listHosts } from '../../../src/api/endpoints/hosts.ts';
import { createJobInvocation } from '../../../src/api/endpoints/job-actions.ts';
import { listTemplateInvocations } from '../../../src/api/endpoints/job-hosts.ts';
import { readJob } from '../../../src/api/endpoints/job-invocations.ts';
import {
  listForeignInputSets,
  listJobTemplates,
  listRemoteExecutionFeatures,
  listTemplateInputs,
  showJobTemplate,
  showRemoteExecutionFeature,
} from '../../../src/api/endpoints/job-templates.ts';
import {
  cancelRecurringLogic,
  listRecurringLogics,
  setRecurringLogicEnabled,
} from '../../../src/api/endpoints/recurring-logics.ts';
import { listPlugins, readDocumentedMethods } from '../../../src/api/endpoints/server.ts';
import { cancelTasks, resumeTasks, showTask } from '../../../src/api/endpoints/tasks.ts';
import { type Demo, demo, passwords } from '../demo.ts';

let world: Demo;
let connection: Connection;
beforeAll(async () => {
  world = await demo();
  connection = world.open().connection;
});
afterAll(() => world.close());

async function uptime(search: string): Promise<number> {
  const { id } = await showJobTemplate(connection, 'Run Command - Script Default');
  const job = {
    job_template_id: id,
    targeting_type: 'static_query',
    search_query: search,
    inputs: { command: 'sleep 30' },
  } as const;
  return (await createJobInvocation(connection, job)).id;
}

describe('job templates', () => {
  it('are listed in pages, each once', async () => {
    const query = { search: 'snippet = false', order: 'name ASC' };
    const all = await allPages(
      (page, perPage) => listJobTemplates(connection, { ...query, page, perPage }),
      {
        perPage: 3,
      },
    );
    const whole = await listJobTemplates(connection, { search: 'snippet = false', perPage: 100 });
    expect(all).toEqual(whole.items);
    expect(all.length).toBeGreaterThan(3);
    expect(all.every((template) => !template.snippet)).toBe(true);
  });

  it('are shown by id and by exact name, with inputs and text', async () => {
    const byName = await showJobTemplate(connection, 'Run Command - Script Default');
    expect(await showJobTemplate(connection, byName.id)).toEqual(byName);
    expect(byName).toMatchObject({
      provider_type: 'script',
      effective_user: { overridable: true },
    });
    const inputs = await listTemplateInputs(connection, byName.id);
    expect(inputs).toMatchObject([
      { name: 'command', input_type: 'user', required: true, hidden_value: false },
    ]);
  });

  it('of no such name are not found', async () => {
    await expect(showJobTemplate(connection, 'Run Comand')).rejects.toMatchObject({
      kind: 'not_found',
      exitCode: 5,
    });
    await expect(showJobTemplate(connection, 9999)).rejects.toMatchObject({
      kind: 'not_found',
      exitCode: 5,
    });
  });

  it('tell options, defaults, hidden inputs and those of included templates (trap 70)', async () => {
    const templates = await allPages(
      (page, perPage) => listJobTemplates(connection, { page, perPage }),
      {
        perPage: 50,
      },
    );
    const inputs = (
      await Promise.all(templates.map(({ id }) => listTemplateInputs(connection, id)))
    ).flat();
    expect(inputs.some((input) => input.hidden_value)).toBe(true);
    expect(inputs.some((input) => (input.options?.length ?? 0) > 1 && input.default !== null)).toBe(
      true,
    );
    const sets = (
      await Promise.all(templates.map(({ id }) => listForeignInputSets(connection, id)))
    ).flat();
    expect(sets.length).toBeGreaterThan(0);
    for (const set of sets)
      await expect(showJobTemplate(connection, set.target_template_id)).resolves.toBeDefined();
  });
});

describe('features', () => {
  it('are listed all at once and shown by label and id (trap 69)', async () => {
    const features = await listRemoteExecutionFeatures(connection);
    const script = features.find((feature) => feature.label === 'run_script');
    expect(script).toMatchObject({ job_template_name: 'Run Command - Script Default' });
    expect(await showRemoteExecutionFeature(connection, 'run_script')).toEqual(script);
    expect(await showRemoteExecutionFeature(connection, script?.id ?? 0)).toEqual(script);
  });

  it.each(['../hosts', 'a b', '', '5x'])('are not asked for as `%s`', async (label) => {
    await expect(showRemoteExecutionFeature(connection, label)).rejects.toMatchObject({
      kind: 'usage',
    });
  });
});

describe('small resources', () => {
  it('bookmarks of hosts', async () => {
    const page = await listBookmarks(connection, { search: 'controller = hosts' });
    expect(page.items.map((bookmark) => [bookmark.name, bookmark.query])).toContainEqual([
      'web',
      'hostgroup = web',
    ]);
    expect(page.items.every((bookmark) => bookmark.controller === 'hosts')).toBe(true);
  });

  it('organizations and locations with the titles of nested ones', async () => {
    const titles = (await listOrganizations(connection, {})).items.map((row) => row.title);
    expect(titles).toEqual(expect.arrayContaining(['Acme', 'Acme/Web']));
    expect((await listLocations(connection, { search: 'name = Berlin' })).items).toMatchObject([
      { title: 'Europe/Berlin' },
    ]);
  });

  it('status, user and plugins', async () => {
    await expect(readStatus(connection)).resolves.toMatchObject({ result: 'ok', api_version: 2 });
    await expect(readCurrentUser(connection)).resolves.toMatchObject({
      login: 'admin',
      admin: true,
    });
    const plugins = await listPlugins(connection);
    expect(plugins).toContainEqual({ name: 'foreman_remote_execution', version: '17.1.0' });
    const { connection: ruser } = world.open({ login: 'ruser', secret: passwords.ruser });
    await expect(listPlugins(ruser)).rejects.toMatchObject({
      kind: 'not_allowed',
      httpStatus: 403,
    });
  });

  it('hosts within an organization only', async () => {
    const { connection: acme } = world.open({ organization: 'Acme' });
    const inside = await listHosts(acme, { perPage: 1 });
    const everywhere = await listHosts(connection, { perPage: 1 });
    expect(inside.subtotal).toBeLessThanOrEqual(everywhere.subtotal);
    const { connection: nowhere } = world.open({ organization: 'Nowhere' });
    await expect(listHosts(nowhere, {})).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('the documentation of parameters', async () => {
    const methods = await readDocumentedMethods(connection);
    expect([...(methods.get('cancel') ?? [])]).toEqual(expect.arrayContaining(['force', 'search']));
  });
});

describe('recurring logics', () => {
  it('are listed, paused, resumed and cancelled', async () => {
    const { items } = await listRecurringLogics(connection, { search: 'state = active' });
    const [series] = items;
    const id = series?.id ?? 0;
    expect(series).toMatchObject({
      cron_line: '0 3 * * *',
      purpose: 'nightly uptime',
      next_occurrence: expect.stringMatching(/Z$/),
    });
    await expect(setRecurringLogicEnabled(connection, id, false)).resolves.toMatchObject({
      state: 'disabled',
    });
    await expect(setRecurringLogicEnabled(connection, id, true)).resolves.toMatchObject({
      state: 'active',
    });
    await expect(cancelRecurringLogic(connection, id)).resolves.toMatchObject({
      id,
      state: 'cancelled',
    });
  });
});

describe('tasks', () => {
  it('of a job and of its hosts are reported', async () => {
    const jobId = await uptime('name = web01.example.com');
    await world.clock.sleep(5_000);
    const job = await readJob(connection, jobId);
    const task = await showTask(connection, job.task?.id ?? '');
    expect(task).toMatchObject({
      id: job.task?.id,
      state: 'running',
      job_invocation_id: jobId,
      cancellable: true,
    });
    const path = `/foreman_tasks/api/tasks/${task.id}/sub_tasks`;
    const { body } = await connection.request({ method: 'GET', path });
    const invocations = await listTemplateInvocations(connection, jobId, {});
    expect(invocations.items).toMatchObject([{ host_name: 'web01.example.com' }]);
    expect(body).toMatchObject({
      results: [{ id: invocations.items[0]?.run_host_job_task_id }],
    });
    await expect(cancelTasks(connection, [task.id])).resolves.toEqual({ done: 1, skipped: 0 });
  });

  it('that are paused continue again', async () => {
    world.server.faults.pausedTask = true;
    const jobId = await uptime('name = web02.example.com');
    await world.clock.sleep(20_000);
    const job = await readJob(connection, jobId);
    expect(job).toMatchObject({ status: 'running', task: { state: 'paused' } });
    world.server.faults.pausedTask = false;
    await expect(resumeTasks(connection, [job.task?.id ?? ''])).resolves.toEqual({
      done: 1,
      skipped: 0,
    });
    await world.clock.sleep(60_000);
    await expect(readJob(connection, jobId)).resolves.toMatchObject({ status: 'succeeded' });
  });

  it('are never acted on without one, or by something else than their id', async () => {
    const before = world.server.requests.length;
    await expect(cancelTasks(connection, [])).rejects.toMatchObject({ kind: 'refused' });
    await expect(showTask(connection, '../job_invocations')).rejects.toMatchObject({
      kind: 'usage',
    });
    await expect(async () => cancelTasks(connection, ['5'])).rejects.toMatchObject({
      kind: 'usage',
    });
    expect(world.server.requests).toHaveLength(before);
  });

  it('of an unknown job are not found, although the server calls it unprocessable', async () => {
    await expect(listTemplateInvocations(connection, 99999, {})).rejects.toMatchObject({
      kind: 'not_found',
      httpStatus: 422,
    });
  });
});
