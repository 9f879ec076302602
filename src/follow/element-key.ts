import type { OutputElement } from '../jobs/output.ts';

/** Tells one element of a host from its others, in every answer alike. */
export type ElementKey = number | string;

/**
 * Names the elements of ONE answer, in their order: by `id`, else by the number the smart proxy
 * gave, else (before REX 8.1) by time, stream and text, where equal ones are counted: the server's
 * sort may swap them, but an answer has all elements of a moment or none.
 */
export function elementKeys(): (element: OutputElement) => ElementKey {
  const counted = new Map<string, number>();
  return (element) => {
    if (element.id !== undefined) return element.id;
    const number = element.external_id ?? element.sequence_id;
    if (number !== undefined) return `#${number}`;
    const { timestamp, output_type, output } = element;
    const text = `${timestamp} ${output_type} ${output.length} ${digest(output)}`;
    const before = counted.get(text) ?? 0;
    counted.set(text, before + 1);
    return before === 0 ? text : `${text} ${before}`;
  };
}

/**
 * 32 bits, FNV-1a over UTF-16 units; together with time, stream and length that is enough to tell
 * elements apart.
 */
function digest(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
