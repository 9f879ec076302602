/**
 * npm's `prepare` and `prepack`: build the program wherever npm packs or links a checkout
 * (`npm install`, `npm pack`, `npm install -g .`, a git address).
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { env, exit, stderr } from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

// npm installs a global package from git as a link to a temporary clone, which it then deletes
// (npm/cli#9406).
if (
  env._PACOTE_NO_PREPARE_ &&
  env.npm_config_global === 'true' &&
  env.npm_config_install_links !== 'true'
) {
  stderr.write(
    'rexctl: npm would install a link to a folder that it deletes; type: npm install -g --install-links ADDRESS\n',
  );
  exit(1);
}

if (!existsSync(`${root}node_modules/esbuild`)) fetchPackages();
await import('./bundle.mjs');

/**
 * Installs the packages, which a linked checkout does not have yet. Without `--ignore-scripts` npm
 * would call this script again.
 */
function fetchPackages() {
  const options = [
    '--include=dev',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  // npm refuses this setting of a global installation in one that is not global.
  const { npm_config_allow_scripts: _, ...inherited } = env;
  execFileSync('npm', ['ci', '--no-global', ...options], {
    cwd: root,
    env: inherited,
    stdio: ['ignore', 2, 2],
  });
}
