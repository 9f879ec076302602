import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { StateFile } from '../../src/settings/state-file.ts';
import { type TemporaryHome, temporaryHome } from './temporary-home.ts';

const entry = v.object({ at: v.number(), hosts: v.nullable(v.array(v.string())) });
type Entry = v.InferOutput<typeof entry>;

const place = 'state/things.json';

function things(home: TemporaryHome, sleep: () => Promise<void> = () => Promise.resolve()) {
  const isFresh = ({ at }: Entry, now: number) => at <= now;
  const shape = { path: `${home.home}/${place}`, name: 'things', entry, isFresh };
  return new StateFile<Entry>(shape, {
    clock: { now: () => home.clock.now(), sleep },
    platform: 'linux',
  });
}

function written(home: TemporaryHome): unknown {
  return JSON.parse(readFileSync(`${home.home}/${place}`, 'utf8'));
}

describe('a state file', () => {
  it('has the entries that fit, whatever stands beside them', async () => {
    const home = temporaryHome();
    const good = { at: 1, hosts: ['web01'] };
    const bad = {
      a: { at: '1', hosts: null },
      b: { at: 1 },
      c: null,
      d: 7,
      e: { ...good, hosts: [7] },
    };
    home.file(place, JSON.stringify({ version: 2, things: { ...bad, good }, others: [] }));
    expect([...(await things(home).read())]).toEqual([['good', good]]);
    expect([...things(home).readNow()]).toEqual([['good', good]]);
  });

  it.each(['', '{', 'null', '7', '[]', '{"things":null}', '{"things":[1]}', '{"others":{}}'])(
    'that says %j has none',
    async (text) => {
      const home = temporaryHome();
      home.file(place, text);
      expect((await things(home).read()).size).toBe(0);
    },
  );

  it('has no entry that is not fresh, and none that would change what objects are', async () => {
    const home = temporaryHome();
    const late = { at: home.clock.now() + 1, hosts: null };
    home.file(
      place,
      `{"things":{"late":${JSON.stringify(late)},"__proto__":{"at":1,"hosts":null}}}`,
    );
    expect((await things(home).read()).size).toBe(0);
    home.clock.at++;
    expect([...(await things(home).read()).keys()]).toEqual(['late']);
  });

  it('keeps what a newer version wrote into an entry', async () => {
    const home = temporaryHome();
    const newer = { at: 1, hosts: null, colour: 'red' };
    home.file(place, JSON.stringify({ things: { newer } }));
    const file = things(home);
    file.write(new Map(await file.read()).set('mine', { at: 2, hosts: null }));
    expect(written(home)).toEqual({ things: { newer, mine: { at: 2, hosts: null } } });
  });

  it('is changed after another process has let go of it', async () => {
    const home = temporaryHome();
    home.file(place, '{"things":{}}');
    const lock = `${home.home}/${place}.lock`;
    mkdirSync(lock);
    const naps: string[] = [];
    const file = things(home, async () => {
      naps.push('waited');
      home.file(place, JSON.stringify({ things: { other: { at: 1, hosts: null } } }));
      rmdirSync(lock);
    });
    const found = await file.exclusively((entries) => {
      file.write(new Map(entries).set('mine', { at: 2, hosts: null }));
      return [...entries.keys()];
    });
    expect([naps, found]).toEqual([['waited'], ['other']]);
    expect(written(home)).toEqual({
      things: { other: { at: 1, hosts: null }, mine: { at: 2, hosts: null } },
    });
  });
});
