import { expect, test } from 'vitest';
import { ownCommand } from '../../../src/cli/own-command.ts';

const PATH = '/usr/local/bin:/usr/bin';
const linked = { script: '/opt/tools/rexctl', folder: '/home/anna', env: { PATH } };
const built = { script: '/src/rexctl/bin/rexctl.js', folder: '/src/rexctl', env: { PATH } };
const byNpm = { PATH, npm_command: 'run' };

test.each([
  ['rexctl', { ...linked, script: '/usr/local/bin/rexctl' }],
  ['/opt/tools/rexctl', linked],
  ['./rexctl', { ...linked, folder: '/opt/tools' }],
  ['/opt/tools/rexctl', { ...linked, folder: '', env: {} }],
  ['node bin/rexctl.js', built],
  ['node bin/rexctl.js', { ...built, env: { ...byNpm, INIT_CWD: '/src/rexctl' } }],
  ['node /src/rexctl/bin/rexctl.js', { ...built, env: { ...byNpm, INIT_CWD: '/home/anna' } }],
  [
    "node 'my clone/bin/rexctl.js'",
    { ...built, script: '/a/my clone/bin/rexctl.js', folder: '/a' },
  ],
  ['node ./rexctl.js', { ...built, folder: '/src/rexctl/bin' }],
  ['rexctl', { ...linked, script: 'rexctl' }],
  ['release/rexctl', { ...linked, script: 'release/rexctl', folder: process.cwd() }],
  ['npx rexctl', { ...linked, env: { PATH: '/opt/tools', npm_command: 'exec' } }],
])('%s', (command, started) => {
  expect(ownCommand(started)).toBe(command);
});
