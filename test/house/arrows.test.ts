import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const top = fileURLToPath(new URL('../../', import.meta.url));

/** The rooms that each room may not know; everything else would turn an arrow round. */
const forbidden: Readonly<Record<string, readonly string[]>> = {
  jobs: ['api', 'ui', 'follow', 'commands', 'settings', 'demo', 'reference'],
  api: ['ui', 'follow', 'commands', 'settings', 'demo', 'reference'],
  ui: ['api', 'follow', 'commands', 'settings', 'demo', 'reference'],
  follow: ['ui', 'commands', 'settings', 'demo', 'reference'],
  settings: ['jobs', 'api', 'ui', 'follow', 'commands', 'demo', 'reference'],
  commands: ['demo', 'reference'],
  demo: ['jobs', 'api', 'ui', 'follow', 'commands', 'settings', 'reference'],
  reference: ['api', 'follow', 'settings', 'demo'],
};

/** One arrow of each room that points the right way. */
const allowed: Readonly<Record<string, string>> = {
  jobs: '../errors.ts',
  api: '../jobs/outcome.ts',
  ui: '../jobs/outcome.ts',
  follow: '../api/ids.ts',
  settings: '../clock.ts',
  commands: '../follow/follow-job.ts',
  demo: 'node:http',
  reference: '../program.ts',
};

/** Libraries and the one room that may know each. */
const libraries: Readonly<Record<string, string>> = {
  undici: 'api',
  'undici/lib/dispatcher/pool.js': 'api',
  chalk: 'ui',
  ora: 'ui',
  'log-update': 'ui',
  'csv-stringify/sync': 'ui',
  yaml: 'ui',
  cronstrue: 'ui',
  'chrono-node': 'ui',
  croner: 'jobs',
  conf: 'settings',
};

interface Seed {
  readonly file: string;
  readonly line: string;
}

const rooms = Object.keys(forbidden);
const roomSeeds = rooms.flatMap((room) =>
  (forbidden[room] ?? []).flatMap((other) => [
    { file: `src/${room}/to-${other}.ts`, line: importOf(`../${other}/x.ts`) },
    { file: `src/${room}/steps/to-${other}.ts`, line: importOf(`../../${other}/x.ts`) },
  ]),
);
const librarySeeds = Object.entries(libraries).flatMap(([library, home]) =>
  rooms
    .filter((room) => room !== home)
    .map((room) => ({ file: `src/${room}/${library.replaceAll('/', '-')}.ts`, line: importOf(library) })),
);
const otherSeeds: readonly Seed[] = [
  { file: 'src/commands/rerun-seed.ts', line: importOf('../api/restricted-rerun.ts') },
  { file: 'src/commands/steps/rerun-seed.ts', line: importOf('../../api/restricted-rerun.ts') },
  { file: 'src/commands/command-to-command.ts', line: importOf('./run.ts') },
  { file: 'src/context-seed.ts', line: importOf('./demo/server.ts') },
  { file: 'src/api/to-program.ts', line: importOf('../program.ts') },
  { file: 'src/ui/to-context.ts', line: importOf('../context.ts') },
  { file: 'src/jobs/to-clock.ts', line: importOf('../clock.ts') },
  { file: 'src/follow/to-main.ts', line: importOf('../main.ts') },
  { file: 'src/demo/to-errors.ts', line: importOf('../errors.ts') },
  { file: 'src/jobs/commander.ts', line: importOf('commander') },
];
const globalSeeds: readonly Seed[] = ['process.pid', 'setTimeout', 'setInterval'].map(
  (expression, index) => ({
    file: `src/follow/global-${index}.ts`,
    line: `export const seed = ${expression};\n`,
  }),
);
const goodSeeds = [
  ...rooms.map((room) => ({ file: `src/${room}/good.ts`, line: importOf(allowed[room] ?? '') })),
  ...Object.entries(libraries).map(([library, home]) => ({
    file: `src/${home}/good-${library.replaceAll('/', '-')}.ts`,
    line: importOf(library),
  })),
  { file: 'src/main.ts', line: importOf('./demo/server.ts') },
];

function importOf(module: string): string {
  return `import { seed } from '${module}';\n\nexport const kept = seed;\n`;
}

/** The files that the linter complains about, by rule; all seeds are looked at in one go. */
function lint(seeds: readonly Seed[]): Map<string, Set<string>> {
  const folder = mkdtempSync(join(tmpdir(), 'rexctl-arrows-'));
  try {
    const rules = JSON.parse(readFileSync(`${top}.biome.json`, 'utf8'));
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...rules, vcs: { enabled: false } }));
    for (const { file, line } of seeds) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), line);
    }
    const words = ['lint', '--reporter=json', '--max-diagnostics=none', 'src'];
    const { stdout } = spawnSync(`${top}node_modules/.bin/biome`, words, { cwd: folder, encoding: 'utf8' });
    const byRule = new Map<string, Set<string>>();
    for (const { category, location } of JSON.parse(stdout).diagnostics) {
      const path = typeof location.path === 'string' ? location.path : location.path.file;
      byRule.set(category, (byRule.get(category) ?? new Set()).add(path));
    }
    return byRule;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the arrows of the house', () => {
  let complaints: Map<string, Set<string>>;

  beforeAll(() => {
    complaints = lint([...roomSeeds, ...librarySeeds, ...otherSeeds, ...globalSeeds, ...goodSeeds]);
  });

  it.each([...roomSeeds, ...librarySeeds, ...otherSeeds])('are held: $file', ({ file }) => {
    expect(complaints.get('lint/style/noRestrictedImports')).toContain(file);
  });

  it.each(globalSeeds)('keep process and timers out: $line', ({ file }) => {
    expect(complaints.get('lint/style/noRestrictedGlobals')).toContain(file);
  });

  it.each(goodSeeds)('let the others through: $file', ({ file }) => {
    expect([...complaints].filter(([, files]) => files.has(file))).toEqual([]);
  });
});
