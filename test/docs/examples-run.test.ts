import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { topics } from '../../src/cli/topics.ts';
import { servedWorld } from '../../src/demo/world/default-world.ts';
import { openWorld, type World } from '../world/run.ts';
import { callsOf, codeBlocks, hereDocuments } from './shell-commands.ts';

const root = new URL('../../', import.meta.url);

/** Pages whose examples work as they are typed on the server of `rexctl demo --serve`. */
const pages = topics.map(({ name }) => `docs/${name}.md`);

/** What leads to another server than the simulated one, or to files of hammer. */
const elsewhere = ['login', 'logout', 'demo', 'import-hammer', '--profile', '--server'];

/** What an example reads from its standard input, by how it asks for it. */
const inputs: Readonly<Record<string, string>> = {
  '--host -': 'web01\n',
  '--command -': 'uptime\n',
  '--script -': 'uptime\n',
  '--inputs-file -': '{"package": "vim"}\n',
};

let world: World;
let folder: string;

afterEach(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

test.each(['README.md', ...pages])('the examples of %s run', { timeout: 120_000 }, async (page) => {
  world = await openWorld({ world: servedWorld() });
  folder = mkdtempSync(join(tmpdir(), 'rexctl-examples-'));
  const text = readFileSync(new URL(page, root), 'utf8');
  const refused: string[] = [];
  // The newest job, which many examples follow, and two before it: it is 215 as in the help.
  for (let count = 0; count < 3; count += 1)
    await world.run(['run', '-c', 'uptime', '--search', 'name ~ web', '--detach']);
  for (const script of codeBlocks(text, ['sh'])) {
    for (const [name, text] of hereDocuments(script)) writeFileSync(join(folder, name), text);
    for (const argv of callsOf('rexctl', script)) {
      if (argv.some((word) => elsewhere.includes(word))) continue;
      const { code, stderr } = await runExample(argv);
      if ([1, 2, 5].includes(code) && !argv.includes('9999'))
        refused.push(`rexctl ${argv.join(' ')}: ${stderr}`);
    }
  }
  expect(refused).toEqual([]);
});

function runExample(argv: readonly string[]) {
  const written = argv.join(' ').replaceAll(' -c ', ' --command ');
  const stdin = Object.entries(inputs).find(([asking]) => written.includes(asking))?.[1];
  const isAsked = !/(?:[ =])-(?: |$)/.test(written);
  return world.run(argv.map(inFolder), {
    stdin: isAsked ? 'y\n'.repeat(5) : (stdin ?? 'secret\n'),
    terminal: { stdin: isAsked, stderr: isAsked },
    // What the examples tell others of would leave this machine.
    onChild: () => ({ trouble: null, output: '' }),
    onEditor: (_, path) => {
      writeFileSync(path, 'true\n');
      return 0;
    },
  });
}

/** Files of the examples are in a temporary folder; those that no example writes have one line. */
function inFolder(argument: string): string {
  const [, before, name] =
    /^(.*[=@]|)((?:\w[\w-]*)\.(?:txt|sh|yaml|json|state|html|xml|prom)|[.~]\/\S+)$/.exec(
      argument,
    ) ?? [];
  if (name === undefined) return argument;
  const path = join(folder, name.replace(/^[.~]\/\.?/, ''));
  if (!/\.(?:state|html|xml)$|^\.\//.test(name) && !existsSync(path))
    writeFileSync(path, 'changeme\n');
  return `${before}${path}`;
}
