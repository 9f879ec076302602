/**
 * The value of `$((…))`, which may have whole numbers, names, `+ - * / %` and parentheses. `null`
 * if it cannot be calculated.
 */
export function arithmetic(text: string, variable: (name: string) => string): number | null {
  const tokens = text.match(/\d+|[A-Za-z_]\w*|\S/g) ?? [];
  if (tokens.length === 0) return 0;
  if (tokens.length > 200) return null;
  const reader = { tokens, at: 0, variable };
  const value = sum(reader);
  return reader.at < tokens.length || !Number.isFinite(value) ? null : Math.trunc(value);
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
  readonly variable: (name: string) => string;
}

function sum(reader: Reader): number {
  let value = product(reader);
  for (;;) {
    const operator = reader.tokens[reader.at];
    if (operator !== '+' && operator !== '-') return value;
    reader.at++;
    const right = product(reader);
    value = operator === '+' ? value + right : value - right;
  }
}

function product(reader: Reader): number {
  let value = operand(reader);
  for (;;) {
    const operator = reader.tokens[reader.at];
    if (operator !== '*' && operator !== '/' && operator !== '%') return value;
    reader.at++;
    const right = operand(reader);
    if (operator === '*') value *= right;
    else if (right === 0) value = Number.NaN;
    else value = operator === '/' ? Math.trunc(value / right) : value % right;
  }
}

/** Reads a number, a name or a sum in parentheses, each possibly with a sign. */
function operand(reader: Reader): number {
  const token = reader.tokens[reader.at++] ?? '';
  if (token === '-') return -operand(reader);
  if (token === '+' || token === '$') return operand(reader);
  if (token === '(') {
    const value = sum(reader);
    return reader.tokens[reader.at++] === ')' ? value : Number.NaN;
  }
  if (/^\d/.test(token)) return Number(token);
  if (!/^[A-Za-z_]/.test(token)) return Number.NaN;
  const value = reader.variable(token);
  return /^-?\d+$/.test(value) ? Number(value) : 0;
}
