/** Words that users type, and what to type instead of each. */
export type WordTable = Readonly<Record<string, string>>;

/** The same for all of these words. */
export function same(instead: string, ...typed: readonly string[]): WordTable {
  return Object.fromEntries(typed.map((word) => [word, instead]));
}

/** Users type any word, also those that every object has. */
export function own(words: WordTable, word: string): string | undefined {
  return Object.hasOwn(words, word) ? words[word] : undefined;
}
