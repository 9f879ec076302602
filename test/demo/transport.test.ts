import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { basic, type DemoClient, demoClient } from './demo-client.ts';

let client: DemoClient;

beforeEach(async () => {
  client = await demoClient();
});

afterEach(() => client.close());

const withAuth = (authorization: string, more: Record<string, string> = {}) => ({
  headers: { authorization, ...more },
});

describe('login', () => {
  test('a wrong password is named in a 401 that has no WWW-Authenticate and no headers of Foreman', async () => {
    const { status, body, headers } = await client.send(
      '/api/status',
      withAuth(basic('admin', 'wrong')),
    );
    expect(status).toBe(401);
    expect(body).toEqual({ error: { message: 'Unable to authenticate user admin' } });
    expect(headers.has('www-authenticate')).toBe(false);
    expect(headers.has('foreman_version')).toBe(false);
  });

  test('without credentials, with Bearer and with a token as the user name no user is known', async () => {
    const unknownUser = { error: { message: 'Unable to authenticate user ' } };
    expect((await client.send('/api/status', {})).body).toEqual(unknownUser);
    expect(
      (await client.send('/api/status', withAuth('Bearer anna-token-0123456789ab'))).body,
    ).toEqual(unknownUser);
    const asUser = await client.send(
      '/api/status',
      withAuth(basic('anna-token-0123456789ab', 'x')),
    );
    expect(asUser.status).toBe(401);
  });

  test('a personal access token works as the password until it is revoked', async () => {
    const made = await client.post('/api/users/4/personal_access_tokens', {
      personal_access_token: { name: 'cron' },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: 'cron', 'active?': true, 'revoked?': false });
    const authorization = basic('admin', made.body.token_value);
    expect((await client.send('/api/status', withAuth(authorization))).status).toBe(200);
    const revoked = await client.send(`/api/users/4/personal_access_tokens/${made.body.id}`, {
      method: 'DELETE',
      ...withAuth(basic('admin', 'changeme')),
    });
    expect(revoked.body).toMatchObject({ 'revoked?': true });
    expect((await client.send('/api/status', withAuth(authorization))).status).toBe(401);
  });

  test('a disabled user is told so', async () => {
    const { status, body } = await client.get('/api/status', 'gone');
    expect(status).toBe(401);
    expect(body.error.message).toBe('User account is disabled, please contact your administrator');
  });

  test('30 failures lock the address for 5 minutes, good passwords included, sessions not', async () => {
    const session =
      (await client.get('/api/status')).headers.get('set-cookie')?.split(';')[0] ?? '';
    for (let n = 0; n < 30; n++)
      await client.send('/api/status', withAuth(basic('admin', `guess ${n}`)));
    const locked = await client.get('/api/status');
    expect(locked.status).toBe(401);
    expect(locked.body.error.message).toBe('Too many tries, please try again in a few minutes.');
    expect((await client.send('/api/status', { headers: { cookie: session } })).status).toBe(200);
    client.clock.advance(4 * 60_000);
    expect((await client.get('/api/status')).status).toBe(401);
    client.clock.advance(60_000);
    expect((await client.get('/api/status')).status).toBe(200);
  });

  test('a session cookie beats the password that comes with it', async () => {
    const session =
      (await client.get('/api/status')).headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(session).toMatch(/^_session_id=/);
    const other = await client.send(
      '/api/current_user',
      withAuth(basic('anna', 'anna-secret'), { cookie: session }),
    );
    expect(other.body.login).toBe('admin');
    const wrong = await client.send(
      '/api/current_user',
      withAuth(basic('admin', 'wrong'), { cookie: session }),
    );
    expect(wrong.status).toBe(200);
    expect(wrong.headers.has('set-cookie')).toBe(false);
  });

  test('after an idle hour a session is a 401 with an empty body, once', async () => {
    const session =
      (await client.get('/api/status')).headers.get('set-cookie')?.split(';')[0] ?? '';
    const both = withAuth(basic('admin', 'changeme'), { cookie: session });
    client.clock.advance(59 * 60_000);
    expect((await client.send('/api/status', both)).status).toBe(200);
    client.clock.advance(61 * 60_000);
    const expired = await client.send('/api/status', both);
    expect([expired.status, expired.text, expired.headers.get('content-type')]).toEqual([
      401,
      '',
      'text/plain; charset=utf-8',
    ]);
    expect((await client.send('/api/status', both)).status).toBe(200);
  });
});

describe('requests', () => {
  test('other versions, other methods and host names in the path are HTML 404', async () => {
    for (const path of [
      '/api/v1/status',
      '/api/v3/status',
      '/api/nosuch',
      '/api/job_invocations/201/hosts/web01.example.com',
    ]) {
      const { status, headers, text } = await client.get(path);
      expect([path, status, headers.get('content-type')]).toEqual([
        path,
        404,
        'text/html; charset=utf-8',
      ]);
      expect(text).toContain('<!DOCTYPE html>');
    }
    const cancelled = await client.get('/api/job_invocations/201/cancel');
    expect(cancelled.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect((await client.get('/api/v2/status')).status).toBe(200);
  });

  test('a POST without the JSON media type is 415 after login, whatever the body', async () => {
    const post = (type: string) =>
      client.send('/api/job_invocations/201/cancel', {
        method: 'POST',
        ...withAuth(basic('admin', 'changeme'), { 'content-type': type }),
      });
    expect((await post('application/vnd.api+json')).status).toBe(415);
    expect((await post('application/json; charset=utf-8')).status).toBe(422);
    const anonymous = await client.send('/api/job_invocations/201/cancel', { method: 'POST' });
    expect(anonymous.status).toBe(401);
  });

  test('a query string above 10240 bytes is 400 with an empty body', async () => {
    const { status, text } = await client.get(`/api/hosts?search=${'x'.repeat(10_240)}`);
    expect([status, text]).toEqual([400, '']);
    expect((await client.get(`/api/hosts?search=${'x'.repeat(10_000)}`)).status).toBe(200);
  });

  test('If-None-Match with the weak ETag is 304; HEAD answers without a body', async () => {
    const first = await client.get('/api/status');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"[0-9a-f]{32}"$/);
    const headers = { authorization: basic('admin', 'changeme') };
    const again = await client.send('/api/status', {
      headers: { ...headers, 'if-none-match': etag },
    });
    expect([again.status, again.text]).toEqual([304, '']);
    const head = await client.send('/api/status', { method: 'HEAD', headers });
    expect([head.status, head.text, head.headers.get('content-type')]).toEqual([
      200,
      '',
      'application/json; charset=utf-8',
    ]);
  });

  test('ids lose what follows the digits; a stray parameter that ends in _id hijacks the nested job', async () => {
    expect((await client.get('/api/job_invocations/201abc?include_hosts=false')).body.id).toBe(201);
    const own = await client.get('/api/job_invocations/201/hosts/1');
    const hijacked = await client.get('/api/job_invocations/204/hosts/1?foo_id=201');
    expect(hijacked.body).toEqual(own.body);
    const broken = await client.get('/api/job_invocations/201/hosts/1?host_id=2');
    expect([broken.status, Object.keys(broken.body)]).toEqual([404, ['message']]);
    expect((await client.get('/api/job_invocations/201/hosts/1?organization_id=1')).status).toBe(
      200,
    );
  });

  test('a context by id or name is echoed in headers with underscores; a blank one is any', async () => {
    const name = (await client.get('/api/hosts?thin=true&organization_id=Acme')).headers.get(
      'foreman_current_organization',
    );
    expect(name).toBe('1; Acme');
    expect(
      (await client.get('/api/hosts?organization_id=')).headers.get('foreman_current_organization'),
    ).toBe('; ANY');
    const unknown = await client.get('/api/hosts?location_id=77');
    expect([unknown.status, unknown.body]).toEqual([
      404,
      { message: 'Location with id 77 not found' },
    ]);
  });

  test('data-like texts are translated', async () => {
    const german = { authorization: basic('admin', 'changeme'), 'accept-language': 'de-DE,de' };
    const { body } = await client.send('/api/job_invocations/203?x', { headers: german });
    expect(body.error).toBeDefined();
    const list = await client.send('/api/job_invocations?search=id = 203', { headers: german });
    expect(list.body.results[0]).toMatchObject({ total: 'N/A', succeeded: 0 });
    const output = await client.send('/api/job_invocations/201/hosts/1', { headers: german });
    expect(output.body.output.at(-1).output).toBe('Exit-Status: 0');
    const refused = await client.send('/api/job_invocations/201/cancel?locale=fr', {
      method: 'POST',
      headers: { ...german, 'content-type': 'application/json' },
    });
    expect(refused.body).toEqual({ message: "Le job n'a pas pu être annulé." });
  });

  test('times are in the zone of the user', async () => {
    client.server.world.addUser({
      login: 'paul',
      password: 'p',
      admin: true,
      timezone: 'Europe/Paris',
    });
    const authorization = basic('paul', 'p');
    const { body } = await client.send('/api/job_invocations/201?include_hosts=false', {
      headers: { authorization },
    });
    expect(body.start_at).toBe('2026-11-22 13:00:00 +0100');
    expect((await client.get('/api/job_invocations/201')).body.start_at).toBe(
      '2026-11-22 12:00:00 UTC',
    );
  });

  test('what was asked is recorded without secrets', async () => {
    await client.get('/api/hosts?thin=true');
    const [record] = client.server.requests;
    expect(record).toMatchObject({
      method: 'GET',
      path: '/api/hosts',
      query: { thin: 'true' },
      status: 200,
    });
    expect(record?.headers.authorization).toBe('Basic admin');
    expect(client.server.maxInFlight).toBe(1);
  });
});

describe('pages', () => {
  test('per_page=all gives everything on indexes and nothing on hosts of a job', async () => {
    const jobs = await client.get('/api/job_invocations?per_page=all');
    expect(jobs.body.results).toHaveLength(jobs.body.total);
    const hosts = await client.get('/api/job_invocations/201/hosts?per_page=all');
    expect([hosts.body.results, hosts.body.total, hosts.body.per_page]).toEqual([[], 12, 12]);
    const invocations = await client.get(
      '/api/job_invocations/201/template_invocations?per_page=all',
    );
    expect([invocations.status, invocations.body.results]).toEqual([200, []]);
  });

  test.each(['page=0', 'page=-1', 'page=abc', 'per_page=-5'])('%s is 500', async (query) => {
    expect((await client.get(`/api/job_invocations?${query}`)).status).toBe(500);
  });

  test.each(['per_page=0', 'per_page=abc', 'page=99'])('%s is an empty page', async (query) => {
    const { status, body } = await client.get(`/api/job_invocations?${query}`);
    expect([status, body.results]).toEqual([200, []]);
  });

  test('remote_execution_features ignores pages', async () => {
    const { body } = await client.get('/api/remote_execution_features?per_page=1');
    expect([body.per_page, body.results.length]).toEqual([1, 2]);
  });

  test('any include_permissions adds can_create to the envelope', async () => {
    expect(
      (await client.get('/api/job_invocations?include_permissions=false')).body.can_create,
    ).toBe(true);
    expect('can_create' in (await client.get('/api/job_invocations')).body).toBe(false);
  });
});
