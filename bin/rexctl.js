#!/usr/bin/env node
import module from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`rexctl: Node ${process.versions.node} is too old: 20.19 or newer is needed\n`);
  process.exitCode = 1;
} else {
  module.enableCompileCache?.();
  const { main, processRuntime } = await import('../dist/main.js');
  process.exitCode = await main(process.argv.slice(2), processRuntime());
}
