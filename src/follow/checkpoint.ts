import * as v from 'valibot';

/** Where an element stands in its host's output; `id` is `null` where elements have none. */
const place = v.tuple([v.number(), v.nullable(v.number())]);

/** See `Evidence`. */
const evidence = v.object({
  cause: v.nullable(v.string()),
  printed: v.nullable(v.string()),
  only_stderr: v.boolean(),
  server: v.nullable(v.string()),
});

/**
 * What one read of a host's output delivered, and where that output stands afterwards, as plain
 * JSON. All checkpoints of a host, restored in their order, are the state in which its output can
 * be followed on, by another process too.
 */
export const checkpointSchema = v.object({
  /** Elements that this read delivered: their key, and their time in seconds. */
  keys: v.array(v.tuple([v.union([v.number(), v.string()]), v.number()])),
  /** Of all delivered elements. */
  characters: v.number(),
  /** Seconds; `null` = nothing yet that moves the cursor. */
  newest: v.nullable(v.number()),
  printed: v.nullable(place),
  debug: v.nullable(place),
  has_ids: v.boolean(),
  last_line: v.nullable(v.string()),
  /** Absent in files of versions that did not keep it. */
  evidence: v.optional(evidence),
  /** Lines that have begun and were not delivered yet. */
  tails: v.array(v.object({ stream: v.string(), text: v.string(), timestamp: v.number() })),
});

export type Checkpoint = v.InferOutput<typeof checkpointSchema>;

/** Keeps checkpoints beyond the life of the program. */
export interface CheckpointLog {
  /** All checkpoints of a host so far, in their order; empty where nothing of it was delivered. */
  of(hostId: number): readonly Checkpoint[];
  /** Called in the same turn as the lines that the checkpoint stands for, after them. */
  record(hostId: number, checkpoint: Checkpoint): void;
}
