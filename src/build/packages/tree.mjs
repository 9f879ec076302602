/** The folder of a package: its files have the same modes and times in every build. */
import { chmod, readdir, stat, utimes } from 'node:fs/promises';

/** The paths of all files, sorted. */
export async function filesIn(tree) {
  const entries = await readdir(tree, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(tree.length + 1))
    .sort();
}

/** Sets the modes of all files and folders, and one time, in seconds since 1970. */
export async function datedTree(tree, date) {
  const entries = await readdir(tree, { recursive: true });
  for (const path of [tree, ...entries.map((entry) => `${tree}/${entry}`)]) {
    const found = await stat(path);
    const isOpen = found.isDirectory() || path.includes('/bin/');
    await chmod(path, isOpen ? 0o755 : 0o644);
    await utimes(path, date, date);
  }
}
