import cronstrue from 'cronstrue';

const unknownToTheLibrary: Readonly<Record<string, string>> = {
  '@noon': '0 12 * * *',
  '@midnight': '0 0 * * *',
};

/** A cron line in words, e.g. `at 03:00, Monday through Friday`; `null` if that is not possible. */
export function cronWords(line: string): string | null {
  const [, fields = line, zone] =
    /^(.+) ([A-Z][A-Za-z]{2}[\w+-]*(?:\/[\w+-]+)*)$/.exec(line.trim()) ?? [];
  const named = zone !== undefined && !/^[A-Z]{3}$/.test(zone) ? zone : undefined;
  const written = named === undefined ? line.trim() : fields;
  try {
    const words = cronstrue.toString(unknownToTheLibrary[written.toLowerCase()] ?? written, {
      use24HourTimeFormat: true,
    });
    return `${lowerFirst(words)}${eitherDay(written)}${named === undefined ? '' : ` (${named})`}`;
  } catch {
    return null;
  }
}

/** The note for lines with both day fields: a day needs to match only one of them. */
function eitherDay(fields: string): string {
  const [, , day = '*', , weekday = '*'] = fields.split(/\s+/);
  return day === '*' || weekday === '*' ? '' : ' (either is enough)';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
