import type { Call } from './call.ts';
import { isFile, namesIn } from './files.ts';

/** Runs `test EXPRESSION` or `[ EXPRESSION ]`: one comparison, which `!` may negate. */
export function testProgram(name: string, { words, complain }: Call): number {
  if (name === '[' && words.at(-1) !== ']') {
    complain("bash: line 1: [: missing `]'");
    return 2;
  }
  const terms = name === '[' ? words.slice(0, -1) : words;
  const negated = terms[0] === '!' && terms.length > 1;
  const result = evaluate(negated ? terms.slice(1) : terms);
  if (typeof result === 'string') {
    complain(`bash: line 1: ${name}: ${result}`);
    return 2;
  }
  return result === negated ? 1 : 0;
}

/** Whether the comparison is true, or the reason why it cannot be evaluated. */
function evaluate(terms: readonly string[]): boolean | string {
  const [first = '', second = '', third = ''] = terms;
  if (terms.length < 2) return first !== '';
  if (terms.length === 2) return unary(first, second);
  return terms.length === 3 ? binary(first, second, third) : 'too many arguments';
}

function unary(operator: string, value: string): boolean | string {
  const isFolder = namesIn(value) !== undefined;
  switch (operator) {
    case '-z':
      return value === '';
    case '-n':
      return value !== '';
    case '-d':
      return isFolder;
    case '-f':
    case '-s':
      return isFile(value) && !isFolder;
    case '-e':
    case '-r':
      return isFolder || isFile(value);
    case '-w':
    case '-x':
    case '-L':
      return false;
    default:
      return `${operator}: unary operator expected`;
  }
}

const comparisons: ReadonlyMap<string, (a: number, b: number) => boolean> = new Map([
  ['-eq', (a, b) => a === b],
  ['-ne', (a, b) => a !== b],
  ['-lt', (a, b) => a < b],
  ['-le', (a, b) => a <= b],
  ['-gt', (a, b) => a > b],
  ['-ge', (a, b) => a >= b],
]);

function binary(left: string, operator: string, right: string): boolean | string {
  if (operator === '=' || operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  const compare = comparisons.get(operator);
  if (compare === undefined) return `${operator}: binary operator expected`;
  const wrong = [left, right].find((text) => !/^[+-]?\d+$/.test(text.trim()));
  if (wrong !== undefined) return `${wrong}: integer expression expected`;
  return compare(Number(left), Number(right));
}
