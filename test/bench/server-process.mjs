import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundled } from './bundled.mjs';

/**
 * Starts the benchmark server (`server.ts`) with these arguments, calls `work` with the environment
 * in which commands talk to it, and ends it.
 */
export async function withServer(words, work) {
  const home = mkdtempSync(join(tmpdir(), 'rexctl-bench-'));
  const child = spawn(
    process.execPath,
    ['--max-old-space-size=4096', await bundled('server'), ...words.map(String)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  try {
    const [url] = await once(child.stdout.setEncoding('utf8'), 'data');
    return await work({
      PATH: process.env.PATH,
      HOME: home,
      REXCTL_SERVER: url.trim(),
      REXCTL_USER: 'admin',
      REXCTL_TOKEN: 'changeme',
    });
  } finally {
    child.kill();
    await ended;
    rmSync(home, { recursive: true, force: true });
  }
}
