import {
  type DemoWorld,
  largeWorld,
  textScript,
  unreachableScript,
} from '../../src/demo/http/server.ts';
import { withPastJob } from './past-job.ts';

/** How the first hosts of 5,000 fail: how many, and what each of them does. */
export const waysToFail = [
  [400, (n: number) => textScript([`E: ${n} of 77 packages failed\n`], { code: 100 })],
  [250, () => unreachableScript()],
  [150, () => textScript(['No space left on device\n'], { code: 1 })],
  [
    100,
    (n: number) => textScript([`2026-11-23 14:${10 + (n % 50)}:07 time is up\n`], { code: 124 }),
  ],
  [60, () => textScript(['inactive\n'], { code: 3 })],
  [30, () => textScript(['inactive\n'], { code: 4 })],
  [10, () => textScript(['Killed\n'], { code: 137 })],
] as const;

/**
 * 5,000 hosts of which the first 1,000 fail in seven ways; in `pastJob` job 1 has ended on them.
 */
export function failingCrowd({ pastJob }: { readonly pastJob: boolean }): DemoWorld {
  const hosts = largeWorld(5_000);
  const names = [...hosts.hosts.values()].map(({ name }) => name);
  let at = 0;
  for (const [count, scriptOf] of waysToFail) {
    for (const name of names.slice(at, at + count)) hosts.script(name, scriptOf(at++));
  }
  hosts.behavior = () => textScript([]);
  return pastJob ? withPastJob(hosts) : hosts;
}
