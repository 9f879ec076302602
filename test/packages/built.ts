import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const top = fileURLToPath(new URL('../../', import.meta.url));

export const about = JSON.parse(readFileSync(`${top}package.json`, 'utf8'));

/** Of the single executable, with what is delivered beside it. */
export const binaryFolder = `${top}release/rexctl-${about.version}-linux-${process.arch}`;

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs a program to its end in the environment that is given, and no other. */
export function ran(
  program: string,
  argv: readonly string[],
  { env = {}, input = '' }: Surroundings = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const limits = { env, timeout: 60_000, maxBuffer: 64 * 2 ** 20 };
    const child = execFile(program, [...argv], limits, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err }),
    );
    // It may have ended already, unread.
    child.stdin?.on('error', () => undefined).end(input);
  });
}
