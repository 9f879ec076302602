import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** One write to standard output, as a line of a resume file. */
const entrySchema = v.object({
  /** Size of the file that standard output was before the write; `null` where it was none. */
  at: v.nullable(count),
  text: v.string(),
  /** What was delivered with this text, by host. */
  hosts: v.array(v.tuple([v.number(), v.array(v.unknown())])),
  /** So many of the writes before it had not been taken by the system yet. */
  untaken: v.optional(count, 0),
});

export type Entry = v.InferOutput<typeof entrySchema>;

/** `null` for what is none. */
export function entryOf(line: string): Entry | null {
  try {
    const result = v.safeParse(entrySchema, JSON.parse(line));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}

/** A text that was meant for standard output. */
export type Written = Pick<Entry, 'at' | 'text'>;
