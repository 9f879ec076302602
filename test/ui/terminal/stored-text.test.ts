import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openTextSpool, openTextStore } from '../../../src/ui/terminal/stored-text.ts';

const unit = fc.constantFrom('a', 'ä', '€', '😀', '\ud800', '\0', '\n');
const texts = fc.array(fc.string({ unit, maxLength: 20 }), { maxLength: 12 });

it('kept texts come back as they were, from memory and from the temporary file, each kept once', () => {
  fc.assert(
    fc.property(texts, fc.nat(60), (all, limit) => {
      const store = openTextStore(undefined, limit);
      const kept = all.map(store.keep);
      expect(kept.map((text) => text.read())).toEqual(all);
      expect(new Set(kept).size).toBe(new Set(all).size);
      expect(new Set(kept.map(({ digest }) => digest)).size).toBe(new Set(all).size);
      store.close();
    }),
  );
});

it('a spooled text comes back whole and in order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', 'ä', '😀') })),
      fc.nat(60),
      (pieces, limit) => {
        const spool = openTextSpool(undefined, limit);
        for (const piece of pieces) spool.add(piece);
        expect([...spool.pieces()].join('')).toBe(pieces.join(''));
        spool.close();
      },
    ),
  );
});
