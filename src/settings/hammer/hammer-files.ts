import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { fileTrouble } from '../../text/file-trouble.ts';
import { readBytes } from '../read-bytes.ts';

/** A file of hammer's configuration; `values` is `null` if it cannot be used. */
export interface HammerFile {
  readonly path: string;
  readonly values: unknown;
  /** Why the file cannot be used; `null` = it can. */
  readonly trouble: string | null;
}

/**
 * Reads the files of hammer, in hammer's order: for each folder `cli_config.yml`, the modules by
 * name, and the defaults. Values of later files replace those of earlier ones.
 */
export async function readHammerFiles(
  folders: readonly string[],
  signal?: AbortSignal,
): Promise<readonly HammerFile[]> {
  const found: HammerFile[] = [];
  for (const folder of folders) {
    for (const path of await filesOf(folder)) {
      const file = await readHammerFile(path, signal);
      if (file !== null) found.push(file);
    }
  }
  return found;
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const modules = join(folder, 'cli.modules.d');
  const names = await readdir(modules).catch(() => []);
  const files = names.filter((name) => name.endsWith('.yml')).sort();
  return [
    join(folder, 'cli_config.yml'),
    ...files.map((name) => join(modules, name)),
    join(folder, 'defaults.yml'),
  ];
}

/** Reads a file; `null` if there is none. */
async function readHammerFile(path: string, signal?: AbortSignal): Promise<HammerFile | null> {
  try {
    const text = (await readBytes(path, signal)).toString('utf8');
    // Big integers, so that a long password of digits is not rounded.
    const document = parseDocument(text, { intAsBigInt: true });
    const [error] = document.errors;
    if (error !== undefined) return { path, values: null, trouble: 'it is not valid YAML' };
    const values: unknown = document.toJS({ maxAliasCount: 100 });
    const isEndless = containsItself(values, []);
    return isEndless
      ? { path, values: null, trouble: 'an alias in it stands for what contains it' }
      : { path, values, trouble: null };
  } catch (error) {
    signal?.throwIfAborted();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    return { path, values: null, trouble: `it cannot be read: ${fileTrouble(error)}` };
  }
}

function containsItself(value: unknown, above: readonly unknown[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (above.includes(value)) return true;
  return Object.values(value).some((inner) => containsItself(inner, [...above, value]));
}
