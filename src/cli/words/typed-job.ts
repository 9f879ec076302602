export const isJob = (word: string) => /^(?:[1-9]\d*|@last\S*)$/.test(word);

/** The first id of a command line that is not the value of an option; hammer has it in `--id`. */
export function typedJob(argv: readonly string[]): string | undefined {
  return argv.find((word, index) => isJob(word) && /^(?:[^-]|--id$)/.test(argv[index - 1] ?? 'x'));
}

/** `text` with the id that was typed. */
export function withId(text: string, id: string | undefined): string {
  return id === undefined ? text : text.replace(/@last\S*|SERIES/, id);
}
