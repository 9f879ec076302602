/** Fields whose values are the same in every run of the recorded scenario. */
const told: ReadonlySet<string> = new Set([
  ...[
    'id',
    'status',
    'status_label',
    'description',
    'job_category',
    'mode',
    'state',
    'result',
    'cancellable',
  ],
  ...[
    'succeeded',
    'failed',
    'pending',
    'cancelled',
    'missing',
    'total',
    'total_hosts',
    'subtotal',
    'per_page',
  ],
  ...[
    'job_status',
    'complete',
    'refresh',
    'delayed',
    'output',
    'output_type',
    'external_id',
    'name',
    'host_id',
  ],
  ...[
    'search_query',
    'targeting_type',
    'template_name',
    'template_input_name',
    'value',
    'effective_user',
  ],
  ...[
    'start_at',
    'start_before',
    'cron_line',
    'iteration',
    'max_iteration',
    'next_occurence',
    'message',
  ],
]);

/** Ids that a database gives out, names of exceptions: what may differ between two runs. */
const chance: readonly RegExp[] = [/^[0-9a-f]{8}-[0-9a-f]{4}-/, /^exception-/];

/** Path and value of every field that is given. */
export function statesOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => statesOf(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .flatMap(([key, item]) => {
      const here = `${path}.${key}`;
      if (typeof item === 'object' && item !== null) return statesOf(item, here);
      const text = String(item);
      const isEventId = key === 'id' && /output\[\d+\]$/.test(path);
      const skip = !told.has(key) || isEventId || chance.some((pattern) => pattern.test(text));
      return skip ? [] : [`${here} = ${text}`];
    })
    .sort();
}
