import type { TargetHost } from '../../../jobs/job-invocation.ts';

/** What rexctl itself keeps in a folder of outputs, beside the files of hosts. */
export const manifestFile = 'manifest.json';
export const groupsFile = 'groups.txt';

/** With what may be added it stays below the 255 bytes that file systems accept. */
const longestName = 200;

/**
 * The file of each host: `NAME.txt` where every file system takes that name, else a readable part
 * of it with the host's id, `n_me@17.txt`. It depends on neither the order of the hosts nor on
 * which of them are written. Host names come from the server: none leads out of the folder, and no
 * two files are the same where case or the form of letters does not count.
 */
export function hostFiles(hosts: readonly TargetHost[]): (host: TargetHost) => string {
  const owners = new Map<string, number>();
  const shared = new Set<string>();
  for (const { id, name } of hosts) {
    if ((owners.get(name) ?? id) !== id) shared.add(name);
    owners.set(name, id);
  }
  return ({ id, name }) => {
    const owner = owners.get(name) ?? id;
    owners.set(name, owner);
    const isAlone = owner === id && !shared.has(name);
    return isAlone && isPlain(name) ? `${name}.txt` : `${readablePart(name)}@${id}.txt`;
  };
}

/** The sign before the id is none of these, so that no plain name ends like that. */
function isPlain(name: string): boolean {
  return (
    /^\w(?:[\w.-]*[\w-])?$/.test(name) &&
    name === name.toLowerCase() &&
    name.length <= longestName &&
    !isDevice(name) &&
    `${name}.txt` !== groupsFile
  );
}

/** Windows takes these names for devices, whatever stands after a dot. */
function isDevice(name: string): boolean {
  return /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name);
}

function readablePart(name: string): string {
  const part = name
    .slice(0, longestName)
    .replaceAll(/[^\w.-]/g, '_')
    .replace(/^[.-]+/, '_');
  return part === '' || isDevice(part) ? `_${part}` : part;
}
