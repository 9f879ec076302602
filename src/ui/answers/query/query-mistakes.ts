import { TreeInterpreter, TYPE_EXPREF, tokenize } from '@jmespath-community/jmespath';
import { counted } from '../../../text/counts.ts';
import { closest } from '../../../text/suggestion.ts';
import { isObject, type JsonObject } from '../json.ts';

/** The facts about a parsed expression. */
interface LookedAt {
  /** A mistake with which no document has a result, in words; `null` = none. */
  readonly mistake: string | null;
  /** The names of fields in the expression. */
  readonly fields: readonly string[];
}

export function queryMistake(tree: object, text: string): LookedAt {
  const tokens = tokenize(text);
  const nodes = [...nodesIn(tree, [])];
  const mistakes = nodes.map((placed) => mistakeOf(placed, tokens));
  return {
    mistake: quotedWord(tokens) ?? mistakes.find((one) => one !== null) ?? null,
    fields: nodes.flatMap(({ node }) => (node.type === 'Field' ? [String(node.name)] : [])),
  };
}

type Tokens = ReturnType<typeof tokenize>;

interface Placed {
  readonly node: JsonObject;
  /** The variables that are bound at this place. */
  readonly bound: readonly string[];
  readonly isBinding: boolean;
}

function* nodesIn(value: unknown, bound: readonly string[], isBinding = false): Generator<Placed> {
  if (Array.isArray(value)) {
    for (const one of value) yield* nodesIn(one, bound, isBinding);
    return;
  }
  if (!isObject(value) || value.type === 'Literal') return;
  yield { node: value, bound, isBinding };
  const { bindings, ...rest } = value;
  if (bindings !== undefined) yield* nodesIn(bindings, bound, true);
  const names = Array.isArray(bindings) ? bindings.map((one) => String(one.variable)) : [];
  for (const below of Object.values(rest)) yield* nodesIn(below, [...bound, ...names]);
}

function mistakeOf({ node, bound, isBinding }: Placed, tokens: Tokens): string | null {
  if (node.type === 'Function') return functionMistake(String(node.name), node.children, tokens);
  if (node.type === 'Binding' && !isBinding)
    return `unexpected \`=\`${placeOf(tokens, ({ type }) => String(type) === 'Assign')}, expected \`==\``;
  if (node.type === 'Variable' && !bound.includes(String(node.name)))
    return `unknown variable \`$${node.name}\`: expected \`let $${node.name} = … in …\``;
  return null;
}

function placeOf(tokens: Tokens, isMeant: (token: Tokens[number], at: number) => boolean): string {
  const found = tokens.find(isMeant);
  return found === undefined ? '' : ` at character ${found.start + 1}`;
}

function functionMistake(name: string, given: unknown, tokens: Tokens): string | null {
  const place = placeOf(
    tokens,
    ({ value }, at) => value === name && String(tokens[at + 1]?.type) === 'Lparen',
  );
  const table = TreeInterpreter.runtime._functionTable;
  const known = Object.hasOwn(table, name) ? table[name] : undefined;
  if (known === undefined) {
    const near = closest(name, Object.keys(table));
    const guess = near === undefined ? '' : `; did you mean \`${near}\`?`;
    return `unknown function \`${name}\`${place}${guess}`;
  }
  const takes = known._signature;
  const values: readonly unknown[] = Array.isArray(given) ? given : [];
  const least = takes.filter(({ optional }) => optional !== true).length;
  const isMany = takes.at(-1)?.variadic === true;
  if (values.length < least || (values.length > takes.length && !isMany))
    return `\`${name}\`${place} takes ${countText(least, isMany ? null : takes.length)}, not ${values.length}`;
  const isExpression = ({ types }: (typeof takes)[number]) =>
    types.every((type) => type === TYPE_EXPREF);
  const at = takes.findIndex((one, index) => isExpression(one) && !isReference(values[index]));
  return at < 0
    ? null
    : `\`${name}\`${place} takes an expression such as \`&id\` as value ${at + 1}`;
}

function countText(least: number, most: number | null): string {
  if (most === null) return `at least ${counted(least, 'value')}`;
  return least === most ? counted(least, 'value') : `${least} to ${counted(most, 'value')}`;
}

function isReference(value: unknown): boolean {
  return isObject(value) && value.type === 'ExpressionReference';
}

const comparators: ReadonlySet<string> = new Set(['EQ', 'NE', 'LT', 'LTE', 'GT', 'GTE']);

/** A word in double quotes that was probably meant as text: they enclose names of fields. */
function quotedWord(tokens: Tokens): string | null {
  const quoted = tokens.find(
    ({ type, value }, at) =>
      String(type) === 'QuotedIdentifier' &&
      /^\w+$/.test(String(value)) &&
      comparators.has(String(tokens[at - 1]?.type)),
  );
  if (quoted === undefined) return null;
  return `"${quoted.value}" at character ${quoted.start + 1} is the name of a field, expected text such as '${quoted.value}'`;
}
