import type { TargetHost } from '../../../jobs/job-invocation.ts';

/** The files in a folder of outputs that are not those of hosts. */
export const manifestFile = 'manifest.json';
export const groupsFile = 'groups.txt';

/** The most characters of a name, so that with additions it is below 255 bytes, a common limit. */
const longestName = 200;

/**
 * Returns a function for the file name of a host: `NAME.txt` if all file systems accept that name,
 * or else a readable part with the host's id, `n_me@17.txt`. The name does not depend on the order
 * of hosts, or on which of them are written. Host names are from the server, but no file is outside
 * the folder, and names differ even if a file system ignores case or Unicode forms.
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

/** Whether a name is safe as a file name. It has no `@`, so it never ends like one with an id. */
function isPlain(name: string): boolean {
  return (
    /^\w(?:[\w.-]*[\w-])?$/.test(name) &&
    name === name.toLowerCase() &&
    name.length <= longestName &&
    !isDevice(name) &&
    `${name}.txt` !== groupsFile
  );
}

/** Whether a name is a device on Windows, where text after a dot makes no difference. */
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
