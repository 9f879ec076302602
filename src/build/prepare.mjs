/**
 * npm's `prepare` and `prepack`: build the program wherever npm packs or links a checkout
 * (`npm install`, `npm pack`, `npm install -g .`, a git address).
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { env, exit, stderr } from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

// npm links a global package from git to its own temporary clone and then deletes that
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
 * A linked checkout has no packages yet. npm runs no scripts here, or this one would call itself.
 */
function fetchPackages() {
  const options = [
    '--include=dev',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  // What the outer call allows by name is refused by an inner one that is not global.
  const { npm_config_allow_scripts: _, ...inherited } = env;
  execFileSync('npm', ['ci', '--no-global', ...options], {
    cwd: root,
    env: inherited,
    stdio: ['ignore', 2, 2],
  });
}
