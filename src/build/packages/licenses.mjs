/** The license texts of the bundled packages. */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** All license texts in one; throws if a package has none. */
export async function licenseTexts(packages) {
  const parts = await Promise.all(packages.map(licenseText));
  return `rexctl is under the MIT license. It contains these packages:\n\n${parts.join('\n')}`;
}

async function licenseText({ folder, about }) {
  const files = (await readdir(`${root}${folder}`)).filter((file) =>
    /^(licen[cs]e|copying|notice)/i.test(file),
  );
  if (files.length === 0)
    throw new Error(`${about.name} ${about.version} has no license text to ship`);
  const texts = await Promise.all(
    files.sort().map((file) => readFile(`${root}${folder}/${file}`, 'utf8')),
  );
  return titled(`${about.name} ${about.version}, ${about.license}`, texts.join('\n'));
}

/** A license text under its heading. */
export function titled(title, text) {
  const rule = '-'.repeat(80);
  return `${rule}\n${title}\n${rule}\n\n${text.trim()}\n`;
}
