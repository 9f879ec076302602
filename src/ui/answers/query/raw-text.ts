import { cellValue } from '../fields.ts';
import { isObject } from '../json.ts';

/**
 * A value without quotes, for a shell. Each item of a list is on a line; items of an inner list are
 * separated by tabs. `null` is empty, so that lines can be counted.
 */
export function rawText(value: unknown): string {
  if (!Array.isArray(value)) return `${rawItem(value)}\n`;
  return value.map((item) => `${Array.isArray(item) ? rawFields(item) : rawItem(item)}\n`).join('');
}

function rawFields(items: readonly unknown[]): string {
  return items.map((item) => rawItem(item).replaceAll(/[\t\r\n]+/g, ' ')).join('\t');
}

function rawItem(item: unknown): string {
  return isObject(item) || Array.isArray(item)
    ? JSON.stringify(item)
    : String(cellValue(item) ?? '');
}
