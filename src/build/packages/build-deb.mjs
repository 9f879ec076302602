/**
 * Builds `release/rexctl_VERSION_ARCH.deb` with Debian's own tools: the single executable, the
 * completions, the man pages and the licenses. Run `npm run build:binary` first.
 */
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { arch, env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { control, md5sums } from './deb-control.mjs';
import { aboutRexctl, binaryFolder, sourceDate } from './release.mjs';
import { datedTree, filesIn } from './tree.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const tree = `${root}node_modules/.cache/rexctl/deb`;

/** Debian's names of architectures. */
const architecture = { x64: 'amd64', arm64: 'arm64' }[arch];

const about = await aboutRexctl();
const binary = await binaryFolder();
const date = sourceDate();
await rm(tree, { recursive: true, force: true });
await placeProgram();
await placeManPages();
await placeDocuments();
const version = about.version.replace('-', '~');
const deb = `${root}release/rexctl_${version}_${architecture}.deb`;
await pack();

async function placeProgram() {
  await place(`${binary}/rexctl`, 'usr/bin/rexctl');
  const share = 'usr/share';
  await place(`${root}completions/rexctl.bash`, `${share}/bash-completion/completions/rexctl`);
  await place(`${root}completions/_rexctl`, `${share}/zsh/vendor-completions/_rexctl`);
  await place(`${root}completions/rexctl.fish`, `${share}/fish/vendor_completions.d/rexctl.fish`);
}

async function placeManPages() {
  const pages = await readdir(`${root}man`);
  await Promise.all(
    pages.map((page) => place(`${root}man/${page}`, `usr/share/man/man${page.at(-1)}/${page}`)),
  );
  compress(pages.map((page) => `usr/share/man/man${page.at(-1)}/${page}`));
}

/** Container images often remove everything in `doc` but `copyright`: it has all licenses. */
async function placeDocuments() {
  const folder = 'usr/share/doc/rexctl';
  await place(`${root}CHANGELOG.md`, `${folder}/changelog`);
  compress([`${folder}/changelog`]);
  await place(`${binary}/sbom.cdx.json`, `${folder}/sbom.cdx.json`);
  const texts = await Promise.all(
    ['LICENSE', 'third-party-licenses.txt'].map((name) => readFile(`${binary}/${name}`, 'utf8')),
  );
  await writeFile(
    `${tree}/${folder}/copyright`,
    `Source: ${about.homepage}\n\n${texts.join('\n')}`,
  );
}

async function pack() {
  const files = await filesIn(tree);
  const sums = await md5sums(tree, files);
  const fields = await control({ about, version, architecture, tree, files });
  await mkdir(`${tree}/DEBIAN`);
  await writeFile(`${tree}/DEBIAN/control`, fields);
  await writeFile(`${tree}/DEBIAN/md5sums`, sums);
  await datedTree(tree, date);
  // With more threads the compressed bytes differ.
  const form = ['--root-owner-group', '--threads-max=1', '-Zzstd', '-z9'];
  execFileSync('dpkg-deb', [...form, '--build', tree, deb], {
    env: { ...env, SOURCE_DATE_EPOCH: String(date) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function place(from, to) {
  await cp(from, `${tree}/${to}`);
}

/** Compresses without name and time, so that two builds are equal byte for byte. */
function compress(files) {
  execFileSync('gzip', ['-9n', ...files], { cwd: tree });
}
