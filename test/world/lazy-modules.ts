import type { Plugin } from 'vitest/config';

/**
 * How many modules are being loaded lazily at this moment; set by the code that the plugin adds.
 */
const counter = 'rexctlModulesLoading';

declare global {
  var rexctlModulesLoading: number | undefined;
}

/** Lazy modules of the program that are on their way: that time is not idle. */
export function modulesLoading(): number {
  return globalThis[counter] ?? 0;
}

const load = /(?<![\w.])import\((['"][^'"]+['"])\)/g;
const prelude =
  `const __counted = async (load) => { globalThis.${counter} = (globalThis.${counter} ?? 0) + 1; ` +
  `try { return await load(); } finally { globalThis.${counter}--; } };`;

/**
 * Counts each `import('…')` of the program while it loads. A module takes real time to load, and no
 * request is under way meanwhile: without this a virtual clock would let minutes pass.
 */
export function countLazyModules(): Plugin {
  return {
    name: 'count-lazy-modules',
    transform(code, id) {
      if (!id.includes('/src/') || id.includes('node_modules')) return null;
      // On the lines where they stood, so that line numbers hold.
      const counted = code.replace(load, '__counted(() => import($1))');
      return counted === code ? null : { code: prelude + counted, map: null };
    },
  };
}
