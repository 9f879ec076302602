import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/**
 * The embedded Foreman in a separate process, as a server is, and the environment in which commands
 * talk to it and keep their session below `home`.
 */
export async function startDemo(rexctl, home) {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CACHE_HOME: join(home, 'cache'),
  };
  const child = spawn(process.execPath, [rexctl, 'demo', '--serve', '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const document = await firstDocument(child.stdout, ended);
  return {
    env: {
      ...env,
      REXCTL_SERVER: document.server,
      REXCTL_USER: document.login,
      REXCTL_TOKEN: document.password,
    },
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

async function firstDocument(stream, ended) {
  let text = '';
  const failed = ended.then(([code]) =>
    Promise.reject(new Error(`the demo server ended with ${code}: ${text}`)),
  );
  const read = async () => {
    for await (const chunk of stream.setEncoding('utf8')) {
      text += chunk;
      const document = parsed(text);
      if (document !== undefined) return document;
    }
    return failed;
  };
  return await Promise.race([read(), failed]);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
