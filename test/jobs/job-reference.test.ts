import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJobReference } from '../../src/jobs/job-reference.ts';

describe('how a job is named', () => {
  test('by any id that the server can have, with or without #', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_147_483_647 }), (id) => {
        expect(parseJobReference(String(id))).toEqual({ kind: 'id', id });
        expect(parseJobReference(`#${id}`)).toEqual({ kind: 'id', id });
      }),
    );
  });

  test('nothing else is an id: the server would read `5abc` as 5 (trap 53)', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^#?[1-9]\d*$/.test(text) && !text.startsWith('@last'));
        expect(() => parseJobReference(text)).toThrow('is not a valid job');
      }),
    );
  });

  test('or as the newest, also of an outcome, with - or _', () => {
    expect(parseJobReference('@last')).toEqual({ kind: 'last', outcome: null });
    expect(parseJobReference('@last:no-hosts')).toEqual({ kind: 'last', outcome: 'no_hosts' });
    expect(() => parseJobReference('@last:sad')).toThrow('invalid outcome in');
  });
});
