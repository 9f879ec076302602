/** The control files of a Debian package. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';

/** The libraries that Node is linked with; `test/packages` compares the versions. */
const depends = ['libatomic1', 'libc6 (>= 2.28)', 'libgcc-s1', 'libstdc++6 (>= 5.1)'];

/** The fields of `DEBIAN/control`. */
export async function control({ about, version, architecture, tree, files }) {
  const fields = {
    Package: about.name,
    Version: version,
    Architecture: architecture,
    Maintainer: `${about.author} <rexctl@users.noreply.github.com>`,
    'Installed-Size': await installedKib(tree, files),
    Depends: depends.join(', '),
    Suggests: 'bash-completion, less',
    Section: 'admin',
    Priority: 'optional',
    Homepage: about.homepage,
    Description: `${summary(about.description)}
 rexctl starts jobs on the hosts of a Foreman or Satellite server, follows
 them, and shows which hosts failed and why. This package contains Node: no
 other package is needed to run it.`,
  };
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}

/** Debian's summaries begin in lower case. */
function summary(text) {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The installed size in KiB as `dpkg-gencontrol` counts it: files rounded up, 1 for a folder. */
async function installedKib(tree, files) {
  const sizes = await Promise.all(files.map(async (file) => (await stat(`${tree}/${file}`)).size));
  const folders = new Set(files.flatMap(foldersOf));
  return sizes.reduce((sum, size) => sum + Math.ceil(size / 1024), folders.size);
}

function foldersOf(file) {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** The text of `DEBIAN/md5sums`, with which `dpkg --verify` finds changed files. */
export async function md5sums(tree, files) {
  const lines = await Promise.all(
    files.map(async (file) => {
      const sum = createHash('md5').update(await readFile(`${tree}/${file}`));
      return `${sum.digest('hex')}  ${file}\n`;
    }),
  );
  return lines.join('');
}
