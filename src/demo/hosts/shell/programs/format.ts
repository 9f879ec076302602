const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  f: '\f',
  v: '\v',
  '\\': '\\',
};

/** Decodes escapes like `echo -e` and `printf`. */
export function decoded(text: string): string {
  return text.replaceAll(
    /\\(?:x([0-9a-fA-F]{1,2})|0?([0-7]{1,3})|([ntrabefv\\]))/g,
    (_, hex?: string, octal?: string, letter?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
      return escapes[letter ?? ''] ?? '';
    },
  );
}

const directive = /%(-?)(0?)(\d{0,2})(?:\.(\d{1,3}))?([sdibuxfc%])/g;

/** The output of `printf`: the format is repeated until no value is left. */
export function formatted(format: string, values: readonly string[]): string {
  const text = decoded(format);
  const taken = [...text.matchAll(directive)].filter(([, , , , , letter]) => letter !== '%').length;
  const rounds = taken === 0 ? 1 : Math.max(1, Math.ceil(values.length / taken));
  return Array.from({ length: rounds }, (_, round) =>
    filledIn(text, values.slice(round * taken, (round + 1) * taken)),
  ).join('');
}

function filledIn(text: string, values: readonly string[]): string {
  let at = 0;
  return text.replaceAll(
    directive,
    (_, left: string, zero: string, width: string, precision: string | undefined, kind: string) => {
      if (kind === '%') return '%';
      const value = valueText(kind, values[at++] ?? '', precision);
      const size = Number(width);
      if (left !== '') return value.padEnd(size);
      return zero === '' || kind === 's' ? value.padStart(size) : value.padStart(size, '0');
    },
  );
}

function valueText(kind: string, value: string, precision: string | undefined): string {
  if (kind === 's') return precision === undefined ? value : value.slice(0, Number(precision));
  if (kind === 'b') return decoded(value);
  if (kind === 'c') return value.slice(0, 1);
  const number = Number(value) || 0;
  if (kind === 'f') return number.toFixed(Math.min(100, Number(precision ?? '6')));
  return kind === 'x' ? Math.trunc(number).toString(16) : String(Math.trunc(number));
}
