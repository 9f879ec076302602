/**
 * The items of `web[01-16,18],db1` that commas separate outside of brackets, blanks around them
 * removed. A backslash takes the sign behind it as a part of a name, and stays in the item.
 */
export function setItems(text: string): readonly string[] {
  const items = [''];
  for (const [piece] of text.matchAll(/\\[\s\S]|\[[^[\]\\]*\]|[\s\S]/gu)) {
    if (piece === ',') items.push('');
    else items.push(`${items.pop() ?? ''}${piece}`);
  }
  return items.map(trimmed);
}

function trimmed(item: string): string {
  return item.trimStart().replace(/(?<=(?:^|[^\\])(?:\\\\)*)\s+$/, '');
}

/** An item without what a backslash takes as it is, to look for signs that mean something. */
export function withoutEscaped(item: string): string {
  return item.replaceAll(/\\[\s\S]/gu, '');
}
