import { stringify } from 'yaml';
import type { JsonObject } from './field-path.ts';

/** In a module of its own: bundlers give a package like this its names only where it is imported by name. */
export function yamlText(document: JsonObject): string {
  return stringify(document, { compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false });
}
