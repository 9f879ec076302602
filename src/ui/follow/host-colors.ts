import { Chalk } from 'chalk';
import type { ColorLevel } from '../terminal/io.ts';
import type { Paint } from '../terminal/style.ts';

/** Middle tones that can be read on light and dark grounds, no pure red: that means failure. */
const tones = [
  31, 37, 65, 68, 71, 97, 98, 103, 107, 130, 133, 136, 137, 139, 166, 169, 172, 173,
] as const;

/**
 * The colour of a host's name: always the same for the same name, whatever other hosts there are.
 */
export function hostColors(level: ColorLevel): (name: string) => Paint {
  const chalk = new Chalk({ level });
  const paints = tones.map((tone) => chalk.ansi256(tone));
  return (name) => paints[hashOf(name) % paints.length] ?? chalk.reset;
}

/** FNV-1a, 32 bits. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
