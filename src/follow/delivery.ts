import * as v from 'valibot';

/** Where an element stands in its host's output; `id` is `null` where elements have none. */
const place = v.tuple([v.number(), v.nullable(v.number())]);

/**
 * How the delivery of one host's output went on with one read, as plain JSON. All changes of a
 * host, replayed in their order, are the state in which its output can be followed on: by another
 * process, too.
 */
export const deliveryChange = v.object({
  /** Elements that were delivered: their key, and their time in seconds. */
  keys: v.array(v.tuple([v.union([v.number(), v.string()]), v.number()])),
  /** Of all delivered elements. */
  characters: v.number(),
  /** Seconds; `null` = nothing that moves the cursor yet. */
  newest: v.nullable(v.number()),
  printed: v.nullable(place),
  debug: v.nullable(place),
  has_ids: v.boolean(),
  last_line: v.nullable(v.string()),
  /** Lines that have begun and were not delivered yet. */
  tails: v.array(v.object({ stream: v.string(), text: v.string(), timestamp: v.number() })),
});

export type DeliveryChange = v.InferOutput<typeof deliveryChange>;

/** Where it is remembered what was delivered, beyond the life of the program. */
export interface DeliveryLog {
  /**
   * All changes of a host so far; empty where nothing of it was delivered. Throws a `Failure` for
   * what is none.
   */
  of(hostId: number): readonly DeliveryChange[];
  /** Called in the same turn as the lines are told, after them. */
  record(hostId: number, change: DeliveryChange): void;
}
