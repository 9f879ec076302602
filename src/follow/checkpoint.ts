import * as v from 'valibot';

/** The place of an element in its host's output; `id` is `null` before REX 8.1. */
const place = v.tuple([v.number(), v.nullable(v.number())]);

/** An `Evidence` as JSON. */
const evidence = v.object({
  cause: v.nullable(v.string()),
  printed: v.nullable(v.string()),
  only_stderr: v.boolean(),
  server: v.nullable(v.string()),
});

/**
 * What one read of a host's output delivered, and the state after it, as plain JSON. Another
 * process can continue the output of a host after restoring all its checkpoints in order.
 */
export const checkpointSchema = v.object({
  /** The elements that this read delivered: key and time (seconds) of each. */
  keys: v.array(v.tuple([v.union([v.number(), v.string()]), v.number()])),
  /** The number of characters in all elements delivered so far. */
  characters: v.number(),
  /** Time of the newest element that moves the cursor, in seconds; `null` = none yet. */
  newest: v.nullable(v.number()),
  printed: v.nullable(place),
  debug: v.nullable(place),
  has_ids: v.boolean(),
  last_line: v.nullable(v.string()),
  /** Missing in files of older versions. */
  evidence: v.optional(evidence),
  /** The beginnings of lines that are not complete and not delivered yet. */
  tails: v.array(v.object({ stream: v.string(), text: v.string(), timestamp: v.number() })),
});

export type Checkpoint = v.InferOutput<typeof checkpointSchema>;

/** Stores checkpoints for a later process. */
export interface CheckpointLog {
  /** All checkpoints of a host in order; empty if nothing of it was delivered. */
  of(hostId: number): readonly Checkpoint[];
  /** Called after the lines of the checkpoint were emitted, in the same turn. */
  record(hostId: number, checkpoint: Checkpoint): void;
}
