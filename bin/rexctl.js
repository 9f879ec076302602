#!/usr/bin/env node
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const [major, minor] = process.versions.node.split('.').map(Number);
const argv = process.argv.slice(2);
const folder = join(__dirname, '..');

/** Shell start-up files run these each time: they are answered without loading the program. */
const offline = {
  '-V': () => `${JSON.parse(packed('package.json')).version}\n`,
  '--version': () => `${JSON.parse(packed('package.json')).version}\n`,
  'completion bash': () => packed('completions/rexctl.bash'),
  'completion zsh': () => packed('completions/_rexctl'),
  'completion fish': () => packed('completions/rexctl.fish'),
  'completion powershell': () => packed('completions/rexctl.ps1'),
};

function packed(path) {
  return readFileSync(join(folder, path), 'utf8');
}

/**
 * The line that is typed comes on standard input: other users can see the arguments of a process,
 * and a token may stand in front of the program.
 */
function takeTypedLine() {
  if (argv[0] !== '__complete' || argv[3] !== '-') return;
  try {
    argv[3] = readFileSync(0, 'utf8');
  } catch {
    argv[3] = '';
  }
}

/** Most of what is completed, too; `null` where the program is needed. */
function completed() {
  if (argv[0] !== '__complete') return null;
  const { completeOffline } = require('../dist/complete-offline.js');
  return completeOffline(argv, () => JSON.parse(packed('dist/command-model.json')));
}

/** Help, where no terminal shows it; `null` where the program is needed. */
function helped() {
  const asksForHelp = argv.length === 0 || /^(?:-h|--help)$/.test(argv.at(-1));
  if (!asksForHelp || process.stdout.isTTY) return null;
  const { offlineHelp } = require('../dist/offline-help.js');
  return offlineHelp(argv, () => JSON.parse(packed('dist/help.json')));
}

/** Compiled files are kept for the next start; but a demo leaves nothing behind. */
function program() {
  if (argv.includes('demo')) return require('../dist/main.js');
  const { loadProgram } = require('../dist/load.js');
  return loadProgram(join(folder, 'dist/main.js'), require, process);
}

function print(text) {
  process.stdout.on('error', ({ code, message }) => {
    if (code === 'EPIPE') return;
    process.stderr.write(`rexctl: cannot write to standard output: ${message}\n`);
    process.exitCode = 1;
  });
  process.stdout.write(text);
}

function start() {
  takeTypedLine();
  const text = completed() ?? helped();
  if (text === null) program().runProcess(argv, packed, folder);
  else print(text);
}

function refuse(sentence) {
  process.stderr.write(`rexctl: ${sentence}\n`);
  process.exitCode = 1;
}

if (major < 20 || (major === 20 && minor < 19))
  refuse(`Node ${process.versions.node} is too old: rexctl needs 20.19 or newer`);
else if (Object.hasOwn(offline, argv.join(' '))) print(offline[argv.join(' ')]());
else if (existsSync(join(folder, 'dist/main.js'))) start();
else refuse(`this copy is not built; build it: npm --prefix '${folder}' run build`);
