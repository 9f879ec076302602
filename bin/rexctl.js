#!/usr/bin/env node
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const [major, minor] = process.versions.node.split('.').map(Number);
const argv = process.argv.slice(2);

/** What a start-up file of a shell asks for each time is told without loading the program. */
const told = {
  '-V': () => `${JSON.parse(packed('package.json')).version}\n`,
  '--version': () => `${JSON.parse(packed('package.json')).version}\n`,
  'completion bash': () => packed('completions/rexctl.bash'),
  'completion zsh': () => packed('completions/_rexctl'),
  'completion fish': () => packed('completions/rexctl.fish'),
};

const folder = join(__dirname, '..');

function packed(path) {
  return readFileSync(join(folder, path), 'utf8');
}

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `rexctl: Node ${process.versions.node} is too old: 20.19 or newer is needed\n`,
  );
  process.exitCode = 1;
} else if (Object.hasOwn(told, argv.join(' '))) {
  process.stdout.on('error', ({ code, message }) => {
    if (code === 'EPIPE') return;
    process.stderr.write(`rexctl: cannot write to standard output: ${message}\n`);
    process.exitCode = 1;
  });
  process.stdout.write(told[argv.join(' ')]());
} else if (!existsSync(join(folder, 'dist/main.js'))) {
  process.stderr.write(
    `rexctl: this copy is not built; build it: npm --prefix '${folder}' run build\n`,
  );
  process.exitCode = 1;
} else {
  require('../dist/main.js').runProcess(argv, folder);
}
