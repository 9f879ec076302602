import { createHash } from 'node:crypto';

interface NamedHost {
  readonly id: number;
  readonly name: string;
}

/** With all that may be added, most file systems still take it. */
const longestName = 220;

/**
 * A file name for each host, never the same twice, also where capitals count for nothing. Host
 * names come from the server: nothing in them may lead out of the folder.
 */
export function fileNames(): (host: NamedHost) => string {
  const taken = new Set<string>();
  return ({ id, name }) => {
    const plain = safeName(name);
    let file = plain === '' ? String(id) : plain;
    for (let more = 1; taken.has(file.toLowerCase()); more++)
      file = [plain, id, ...(more === 1 ? [] : [more])].join('-');
    taken.add(file.toLowerCase());
    return `${file}.txt`;
  };
}

function safeName(name: string): string {
  const plain = name.replaceAll(/[^\w.-]/g, '_').replace(/^\.+/, '_');
  if (plain.length <= longestName) return plain;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return `${plain.slice(0, longestName - digest.length - 1)}-${digest}`;
}
