import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modeOf, temporaryHome } from './temporary-home.ts';

const place = '.local/state/rexctl/sessions.json';
const minute = 60_000;

async function sessionsOf(home: ReturnType<typeof temporaryHome>) {
  return (await home.settings()).sessions;
}

describe('a session', () => {
  it('is found by the next command, in a file that no other user can read', async () => {
    const home = temporaryHome();
    await (await sessionsOf(home)).write('anna@https://x#1', '_session_id=abc');
    const path = `${home.home}/${place}`;
    expect([modeOf(path), modeOf(dirname(path))]).toEqual(['600', '700']);
    expect(readdirSync(dirname(path))).toEqual(['sessions.json']);
    expect(await (await sessionsOf(home)).read('anna@https://x#1')).toBe('_session_id=abc');
  });

  it('is never found under another key', async () => {
    const home = temporaryHome();
    const sessions = await sessionsOf(home);
    await sessions.write('anna@https://x#1', '_session_id=abc');
    for (const key of [
      'anna@https://x#2',
      'bob@https://x#1',
      'anna@https://y#1',
      'constructor',
      '__proto__',
    ]) {
      expect(await sessions.read(key)).toBeNull();
    }
  });

  it('is gone once dropped, and the others are not', async () => {
    const home = temporaryHome();
    const sessions = await sessionsOf(home);
    await sessions.write('a', '1');
    await sessions.write('b', '2');
    await sessions.drop('a');
    await sessions.drop('nothing');
    expect([await sessions.read('a'), await sessions.read('b')]).toEqual([null, '2']);
  });

  it('can be dropped with all of its kind', async () => {
    const home = temporaryHome();
    const sessions = await sessionsOf(home);
    for (const key of ['anna@x#1', 'anna@x#2', 'bob@x#1']) await sessions.write(key, 'c');
    expect(await sessions.dropWhere((key) => key.startsWith('anna@x#'))).toBe(2);
    expect(await sessions.dropWhere(() => true)).toBe(1);
    expect(await sessions.dropWhere(() => true)).toBe(0);
    expect(readFileSync(`${home.home}/${place}`, 'utf8')).not.toContain('@x');
  });

  it('is forgotten an hour after its last use', async () => {
    const home = temporaryHome();
    const sessions = await sessionsOf(home);
    await sessions.write('a', '1');
    home.clock.at += 59 * minute;
    expect(await sessions.read('a')).toBe('1');
    home.clock.at += 59 * minute;
    expect(await sessions.read('a')).toBe('1');
    home.clock.at += 60 * minute;
    expect(await sessions.read('a')).toBeNull();
    await sessions.write('b', '2');
    expect(readFileSync(`${home.home}/${place}`, 'utf8')).not.toContain('"a"');
  });

  it('is forgotten when the clock reports that it comes from the future', async () => {
    const home = temporaryHome();
    const sessions = await sessionsOf(home);
    await sessions.write('a', '1');
    home.clock.at -= 61 * minute;
    expect(await sessions.read('a')).toBeNull();
  });
});

describe('the session file', () => {
  it.each([
    '',
    '{',
    '[]',
    'null',
    '{"sessions":[1]}',
    '{"sessions":{"a":1,"b":null,"c":{"cookie":1}}}',
  ])('that says %j is an empty one', async (text) => {
    const home = temporaryHome();
    home.file(place, text);
    const sessions = await sessionsOf(home);
    for (const key of ['a', 'b', 'c', '0']) expect(await sessions.read(key)).toBeNull();
    await sessions.write('a', '1');
    expect(await sessions.read('a')).toBe('1');
  });

  it('that others could read is closed', async () => {
    const home = temporaryHome();
    const path = home.file(place, '{}', 0o600);
    chmodSync(path, 0o644);
    await (await sessionsOf(home)).read('a');
    expect(modeOf(path)).toBe('600');
  });

  it('stays whole when many commands write at once', async () => {
    const home = temporaryHome();
    const many = await Promise.all(Array.from({ length: 20 }, () => sessionsOf(home)));
    await Promise.all(many.map((sessions, at) => sessions.write(`key ${at}`, `cookie ${at}`)));
    expect(JSON.parse(readFileSync(`${home.home}/${place}`, 'utf8'))).toHaveProperty('sessions');
    expect(readdirSync(dirname(`${home.home}/${place}`))).toEqual(['sessions.json']);
  });

  it('steps aside for the draft of another process that died', async () => {
    const home = temporaryHome();
    home.file(`${place}.${home.clock.at.toString(36)}.tmp`, 'half');
    const sessions = await sessionsOf(home);
    await sessions.write('a', '1');
    expect(await sessions.read('a')).toBe('1');
  });

  it('that cannot be written costs nothing while reading', async () => {
    const home = temporaryHome();
    const sessions = await sessionsOf(home);
    await sessions.write('a', '1');
    const path = `${home.home}/${place}`;
    home.clock.at += 10 * minute;
    for (let at = 0; at <= 101; at++)
      home.file(`${place}.${(home.clock.at + at).toString(36)}.tmp`, '');
    expect(await sessions.read('a')).toBe('1');
    await expect(sessions.write('b', '2')).rejects.toThrow(`cannot write \`${path}\``);
  });
});
