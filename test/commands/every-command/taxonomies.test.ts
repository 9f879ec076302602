import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

describe('an unknown organization or location is answered with those of the user', () => {
  test.each([
    ['--organization', 'Nope', 'no organization `Nope`; yours: Acme, Acme/Web', 'Acme'],
    ['--organization', 'acm', 'no organization `acm`; did you mean `Acme`?', 'Acme'],
    ['--location', 'Nope', 'no location `Nope`; yours: Europe, Europe/Berlin', 'Europe'],
  ])('%s %s', async (flag, name, message, instead) => {
    for (const argv of [
      ['template', 'list'],
      ['host', 'list'],
      ['run', '-c', 'true', '--search', 'name ~ web'],
    ]) {
      const ran = await world.run([...argv, flag, name]);
      expect(ran).toMatchObject({ code: 5, stdout: '' });
      expect(ran.stderr).toBe(`rexctl: ${message}\n        try: ${flag} ${instead}\n`);
    }
  });

  test('only the first ones are named of many', async () => {
    for (let n = 1; n <= 12; n++) world.server.world.addLocation(`Site ${n}`);
    const ran = await world.run(['host', 'list', '--location', 'Nope']);
    expect(ran.stderr).toMatch(/; yours: Europe, Europe\/Berlin, Site 1, Site 10, .* and 6 more\n/);
    expect(ran.stderr.split('\n')[0]).not.toContain('Site 9');
  });

  test('a user who cannot list them is told where to look', async () => {
    const env = { REXCTL_USER: 'ruser', REXCTL_TOKEN: 'ruser-secret' };
    const ran = await world.run(['host', 'list', '--organization', 'Nope', '--json'], { env });
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(JSON.parse(ran.stderr).error).toMatchObject({
      code: 'not_found',
      message: 'no organization `Nope`',
      hint: 'see yours: rexctl organization list',
      http_status: 404,
    });
  });
});
