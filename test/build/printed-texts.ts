/**
 * Patterns of all texts in a source file, each as it can be printed: a value in a template may be
 * anything. Texts with fewer letters than `shortest` are left out.
 */
export function printedTexts(source: string, shortest = 8): readonly RegExp[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const found: string[][] = [];
  for (let at = 0; at < code.length; at++) {
    if (!`'"\``.includes(code[at] ?? '')) continue;
    const { parts, end } = readText(code, at);
    found.push(parts);
    at = end;
  }
  return found
    .filter((parts) => parts.join('').replaceAll(/[^a-z]/gi, '').length >= shortest)
    .map((parts) => new RegExp(`^${parts.map(escaped).join('.*')}$`));
}

/** The fixed parts of the text that begins at a quote, and where it ends. */
function readText(code: string, start: number): { parts: string[]; end: number } {
  const quote = code[start];
  const parts = [''];
  let at = start + 1;
  for (; at < code.length && code[at] !== quote; at++) {
    if (quote === '`' && code.startsWith('${', at)) {
      at = endOfValue(code, at + 2);
      parts.push('');
    } else {
      if (code[at] === '\\') at++;
      parts.push(`${parts.pop()}${code[at]}`);
    }
  }
  return { parts, end: at };
}

/** Where the closing brace of a value in a template is. */
function endOfValue(code: string, start: number): number {
  let depth = 0;
  for (let at = start; at < code.length; at++) {
    if (code[at] === '{') depth++;
    else if (code[at] === '}' && depth-- === 0) return at;
    else if (`'"\``.includes(code[at] ?? '')) at = readText(code, at).end;
  }
  return code.length;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
