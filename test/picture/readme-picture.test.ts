import { afterEach, expect, test } from 'vitest';
import { crowdWorld } from '../../src/demo/world/crowd.ts';
import { openWorld, type World } from '../world/run.ts';
import { Terminal } from '../world/terminal.ts';
import { pictureOf, type ShownScreen, themes } from './screen-picture.ts';

const columns = 96;

const description =
  'rexctl run on 50 hosts: 9 failed, grouped by reason. rexctl rerun --failed runs the job again on those 9 hosts. rexctl list shows jobs in every state.';

const commands = [
  ['run', '--template', "'Patch hosts'", '--search', "'hostgroup = web'"],
  ['rerun', '@last', '--failed'],
  ['list', '--limit', '5'],
];

/** Half of the hosts are web hosts. */
const crowd = { hosts: 96, failing: 20, seed: 1, hasJobs: true };

let world: World | undefined;
afterEach(() => world?.close());

/** The screen of a user who types the commands one after the other. */
async function recordedScreen(): Promise<ShownScreen> {
  world = await openWorld({ world: crowdWorld(crowd) });
  const terminal = new Terminal({ columns, rows: 40 });
  const onShown = (text: string) => terminal.write(text);
  for (const words of commands) {
    terminal.write(`\u001b[1;34m$\u001b[0m \u001b[1mrexctl ${words.join(' ')}\u001b[0m\r\n`);
    await world.run(
      words.map((word) => word.replaceAll("'", '')),
      {
        terminal: { stdin: true, stdout: true, stderr: true, columns },
        onShown,
        env: { TERM: 'xterm-256color' },
      },
    );
    terminal.write('\r\n');
  }
  return { columns, rows: await terminal.styledRows(), description };
}

test('the picture of the README is what the program shows; else: npm run picture', async () => {
  const screen = await recordedScreen();
  for (const theme of ['light', 'dark'] as const)
    await expect(pictureOf(screen, themes[theme])).toMatchFileSnapshot(
      `../../docs/pictures/screen-${theme}.svg`,
    );
});
