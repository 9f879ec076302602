/**
 * The two time formats of the server, `2026-11-23 13:54:41 UTC|+0100` in the user's zone and ISO
 * 8601, as ISO 8601 UTC. `null` for anything else; fractions of a second only where there are any.
 */
export function isoTime(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const found =
    /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(\.\d+)? ?(UTC|Z|[+-]\d{2}:?\d{2})$/.exec(
      value.trim(),
    );
  if (found === null) return null;
  const [, date, time, fraction = '', zone = ''] = found;
  const milliseconds = Date.parse(`${date}T${time}${fraction}${offsetOf(zone)}`);
  if (Number.isNaN(milliseconds)) return null;
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}

function offsetOf(zone: string): string {
  if (zone === 'UTC' || zone === 'Z') return 'Z';
  return zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
}
