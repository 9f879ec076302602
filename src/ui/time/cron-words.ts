import cronstrue from 'cronstrue';

const unknownToTheLibrary: Readonly<Record<string, string>> = {
  '@noon': '0 12 * * *',
  '@midnight': '0 0 * * *',
};

/**
 * A cron line in words, `at 03:00, Monday through Friday`; `null` for what
 * cannot be put into words.
 */
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

/** With both day fields a day that fits one of them is enough, which "and" does not mean. */
function eitherDay(fields: string): string {
  const [, , day = '*', , weekday = '*'] = fields.split(/\s+/);
  return day === '*' || weekday === '*' ? '' : ' (either is enough)';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
