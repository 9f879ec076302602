import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { foreman, machine } from './login-world.ts';

const anna = { REXCTL_USER: 'anna', REXCTL_TOKEN: 'anna-secret' };
const admin = { REXCTL_USER: 'admin', REXCTL_TOKEN: 'changeme' };

/** A machine that is logged in and has a session. */
async function loggedIn() {
  const [server, pc] = [await foreman(), machine()];
  await pc.run(['login', '--server', server.url], { env: anna });
  await pc.run(['template', 'list']);
  return { server, pc };
}

describe('rexctl logout', () => {
  it('forgets token and session, reports it, and the next command is not logged in', async () => {
    const { server, pc } = await loggedIn();
    const ran = await pc.run(['logout']);
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.out).toBe(
      `Deleted the token of anna on ${server.url} (profile \`default\`).\nDeleted 1 session.\n`,
    );
    expect(pc.settings().profiles.default).toEqual({ server: server.url, login: 'anna' });
    expect(readFileSync(pc.sessionFile, 'utf8')).not.toContain('_session_id');
    const before = server.requests.length;
    const next = await pc.run(['list']);
    expect([next.code, next.err]).toEqual([
      4,
      expect.stringContaining('no password or token for anna'),
    ]);
    expect(server.requests).toHaveLength(before);
  });

  it('says in JSON what was removed', async () => {
    const { server, pc } = await loggedIn();
    expect((await pc.run(['logout', '--json'])).json()).toEqual({
      schema: 'rexctl/1',
      profiles: [
        {
          profile: 'default',
          server: server.url,
          login: 'anna',
          token_removed: true,
          token_revoked: null,
          sessions_removed: 1,
        },
      ],
      sessions_removed: 1,
    });
  });

  it('is content when nothing was kept', async () => {
    const ran = await machine().run(['logout']);
    expect([ran.code, ran.out, ran.err]).toEqual([0, 'No token or session is saved.\n', '']);
  });

  it('leaves other profiles and their sessions alone', async () => {
    const { server, pc } = await loggedIn();
    const other = await foreman();
    await pc.run(['login', '--server', other.url, '--profile', 'staging'], { env: admin });
    await pc.run(['template', 'list', '--profile', 'staging']);
    expect((await pc.run(['logout', '--profile', 'staging'])).out).toContain('(profile `staging`)');
    expect(pc.settings().profiles.default.token).toBe('anna-secret');
    expect(readFileSync(pc.sessionFile, 'utf8')).toContain(`anna@${server.url}#`);
    expect(readFileSync(pc.sessionFile, 'utf8')).not.toContain(`admin@${other.url}#`);
  });

  it('leaves the token alone when another server or user is named, and reports it', async () => {
    const { server, pc } = await loggedIn();
    for (const flags of [
      ['--server', 'other.example.com'],
      ['--login', 'bob'],
    ]) {
      const ran = await pc.run(['logout', ...flags]);
      expect(ran.out).toBe('No token or session is saved.\n');
      expect(ran.err).toContain(
        `The token of profile \`default\` was not deleted: it is for anna on ${server.url}.`,
      );
    }
    expect(pc.settings().profiles.default.token).toBe('anna-secret');
  });

  it('--all forgets every token and every session, whatever the environment says', async () => {
    const { pc } = await loggedIn();
    const other = await foreman();
    await pc.run(['login', '--server', other.url, '--profile', 'staging'], { env: admin });
    await pc.run(['template', 'list'], { env: { ...admin, REXCTL_SERVER: other.url } });
    const env = { REXCTL_SERVER: 'elsewhere.example.com', REXCTL_USER: 'bob' };
    const ran = await pc.run(['logout', '--all', '--json'], { env });
    expect(ran.json()).toMatchObject({
      profiles: [
        { profile: 'default', token_removed: true },
        { profile: 'staging', token_removed: true },
      ],
      sessions_removed: 2,
    });
    expect(readFileSync(pc.configFile, 'utf8')).not.toContain('token');
    expect(readFileSync(pc.sessionFile, 'utf8')).not.toContain('_session_id');
  });

  it('shows what would log in again all the same', async () => {
    const { server, pc } = await loggedIn();
    mkdirSync(dirname(pc.configFile), { recursive: true });
    const fetched = { server: server.url, login: 'anna', credential_command: 'echo anna-secret' };
    writeFileSync(pc.configFile, JSON.stringify({ profiles: { default: fetched } }), {
      mode: 0o600,
    });
    const ran = await pc.run(['logout'], { env: { REXCTL_TOKEN: 'x' } });
    expect(ran.code).toBe(0);
    expect(ran.err).toContain('REXCTL_TOKEN is still set: the next command logs in with it.');
    expect(ran.err).toContain(
      'Profile `default` still has a credential source: the next command logs in with it.',
    );
    expect(pc.settings().profiles.default).toEqual(fetched);
  });

  it('names a profile that does not exist', async () => {
    const ran = await machine().run(['logout', '--profile', 'prod']);
    expect([ran.code, ran.err]).toEqual([
      2,
      'rexctl: unknown profile `prod`\n        list the profiles: rexctl profile list\n',
    ]);
  });
});
