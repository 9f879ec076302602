import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openWorld, type World } from '../world/run.ts';
import { type Dice, diceOf, faultPlanOf, startFaults, worldOf } from './fault-plan.ts';

let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

/** Deaths while files were written. */
let killed = 0;

const seeds = Array.from({ length: 60 }, (_, at) => at + 1);

test.each(seeds)(
  'seed %i: killed at any moment, a folder claims nothing wrong, and the next run completes it',
  async (seed) => {
    const dice = diceOf(seed + 1000);
    const plan = faultPlanOf(seed, seed % 3 === 0 ? 12 : undefined);
    const { rexVersion, faults } = plan;
    world = await openWorld({ world: worldOf(plan), rexVersion, faults, seed });
    const { run, server, clock, home } = world;
    const targets = plan.hosts.flatMap(({ name }) => ['--host', name]);
    await run(['run', '--command', 'work', ...targets, '--detach']);
    startFaults(plan, server, clock);
    const folder = join(home, 'live');
    for (let deaths = Math.floor(dice() * 4); deaths > 0; deaths--)
      await dyingFollow(world, folder, dice);
    const failed = plan.hosts.some(({ exitCode }) => exitCode !== 0);
    await untilFollowed(world, folder, failed ? 3 : 0);
    server.faults.rules.length = 0;
    await clock.sleep(60_000);
    checkClaims(folder);
    for (const { name, written } of plan.hosts) {
      const text = readFileSync(join(folder, `${name}.txt`), 'utf8');
      const all = (written.stdout ?? '') + (written.stderr ?? '');
      expect(linesOf(text), name).toEqual(linesOf(all));
      if (written.stderr === '' && plan.faults.lateChunks !== true)
        expect(text).toBe(written.stdout);
    }
    if (plan.faults.waveringComplete === true) return;
    const fresh = join(home, 'fresh');
    await run(['output', '208', '--dir', fresh]);
    expect(filesOf(folder)).toEqual(filesOf(fresh));
  },
);

test('most of the deaths come while files are written', () => {
  expect(killed).toBeGreaterThan(seeds.length / 2);
});

/** A run that dies at a random moment: the folder is left as it was then, its last write torn. */
async function dyingFollow({ run, clock, home }: World, folder: string, dice: Dice) {
  const copy = join(home, 'copy');
  const after = Math.floor(dice() ** 2 * 60_000);
  const is = { over: false, dead: false };
  await run(['output', '208', '--follow', '--dir', folder], {
    onStart: (interrupts) =>
      void clock.sleep(after).then(() => {
        if (is.over) return;
        is.dead = true;
        if (existsSync(folder)) cpSync(folder, copy, { recursive: true });
        interrupts.press('SIGINT');
      }),
  });
  is.over = true;
  if (!is.dead) return;
  rmSync(folder, { recursive: true, force: true });
  if (!existsSync(copy)) return;
  renameSync(copy, folder);
  rmSync(join(folder, 'manifest.json.lock'), { force: true });
  checkClaims(folder);
  if ((manifestOf(folder).writing ?? []).length > 0) killed++;
  tear(folder, dice);
}

/** The file of a host that was being written ends anywhere. */
function tear(folder: string, dice: Dice): void {
  for (const file of manifestOf(folder).writing ?? []) {
    const path = join(folder, file);
    if (!readdirSync(folder).includes(file) || dice() < 0.5) continue;
    truncateSync(path, Math.floor(dice() * (statSync(path).size + 1)));
  }
}

async function untilFollowed({ run }: World, folder: string, code: number): Promise<void> {
  for (let runs = 0; runs < 20; runs++) {
    const ran = await run(['output', '208', '--follow', '--dir', folder]);
    if (ran.code === code) return;
  }
  throw new Error('it never came to its end');
}

interface ManifestHost {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly complete: boolean;
}

function manifestOf(folder: string): { hosts: ManifestHost[]; writing?: string[] } {
  const path = join(folder, 'manifest.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { hosts: [] };
}

/** What the manifest has of a file is so, and every file of a host is named. */
function checkClaims(folder: string): void {
  const { hosts, writing = [] } = manifestOf(folder);
  for (const { file, bytes, sha256 } of hosts) {
    const content = readFileSync(join(folder, file));
    const digest = createHash('sha256').update(content).digest('hex');
    expect([content.length, digest], file).toEqual([bytes, sha256]);
  }
  const named = new Set([...hosts.map(({ file }) => file), ...writing]);
  const others = readdirSync(folder).filter((file) => /^web.*\.txt$/.test(file));
  expect(others.filter((file) => !named.has(file))).toEqual([]);
}

function filesOf(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').sort();
}
