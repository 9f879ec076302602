/**
 * Writes all files of the container image to a new folder: the single executable, the system
 * libraries that it needs, their licenses, and the home of an unprivileged user.
 *
 *     node image-root.mjs FOLDER
 */
import { execFileSync } from 'node:child_process';
import { chmod, chown, cp, mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { argv, getuid, umask } from 'node:process';
import { binaryFolder } from './release.mjs';

/** The id of the user; the `Dockerfile` names it, too. */
const user = 65532;

umask(0o022);
const [, , to] = argv;
const binary = await binaryFolder();
await place(`${binary}/rexctl`, '/usr/bin/rexctl');
for (const name of ['LICENSE', 'third-party-licenses.txt', 'sbom.cdx.json'])
  await place(`${binary}/${name}`, `/usr/share/doc/rexctl/${name}`);
for (const library of libraries()) await place(await realpath(library), library);
for (const name of ['libatomic1', 'libc6', 'libgcc-s1', 'libstdc++6']) {
  const license = `/usr/share/doc/${name}/copyright`;
  await place(await realpath(license), license);
}
await placeUser();

/** The paths of the libraries that the loader looks for, and of the loader. */
function libraries() {
  const printed = execFileSync('ldd', [`${binary}/rexctl`], { encoding: 'utf8' });
  return [...printed.matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path);
}

async function placeUser() {
  const home = '/home/rexctl';
  await mkdir(`${to}${home}`, { recursive: true });
  await mkdir(`${to}/tmp`);
  await mkdir(`${to}/etc`);
  await chmod(`${to}/tmp`, 0o1777);
  await writeFile(`${to}/etc/passwd`, `rexctl:x:${user}:${user}:rexctl:${home}:/sbin/nologin\n`);
  await writeFile(`${to}/etc/group`, `rexctl:x:${user}:\n`);
  if (getuid() === 0) await chown(`${to}${home}`, user, user);
}

async function place(from, path) {
  await mkdir(dirname(`${to}${path}`), { recursive: true });
  await cp(from, `${to}${path}`);
}
