import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  type DemoWorld,
  demoWorld,
  textScript,
  unreachableScript,
} from '../../../../src/demo/http/server.ts';
import type { World } from '../../../world/run.ts';

type Script = ReturnType<typeof textScript>;

/** web03 prints `broken` and fails, web04 cannot be reached. */
export function worldOfFour(web01: Script, web02: Script): DemoWorld {
  const demo = demoWorld();
  demo.script('web01.example.com', web01);
  demo.script('web02.example.com', web02);
  demo.script('web03.example.com', textScript(['broken\n'], { code: 3 }));
  demo.script('web04.example.com', unreachableScript('No route to host'));
  return demo;
}

/** The file of one of these hosts. */
export function web(number: number): string {
  return `web0${number}.example.com.txt`;
}

/** What `output --dir` writes into the home folder of a world. */
export class OutputFolder {
  readonly path: string;
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
    this.path = join(world.home, 'out');
  }

  pathOf(file: string): string {
    return join(this.path, file);
  }

  textOf(file: string): string {
    return readFileSync(this.pathOf(file), 'utf8');
  }

  files(): readonly string[] {
    return readdirSync(this.path).sort();
  }

  // biome-ignore lint/suspicious/noExplicitAny: a test reads into documents of any shape
  manifest(): any {
    return JSON.parse(this.textOf('manifest.json'));
  }

  /** Sets the time of every file back, and returns which of them are written from then on. */
  watch(): () => readonly string[] {
    for (const file of this.files()) utimesSync(this.pathOf(file), 1_000_000, 1_000_000);
    const isWritten = (file: string) => statSync(this.pathOf(file)).mtimeMs !== 1_000_000_000;
    return () => this.files().filter(isWritten);
  }

  /** A process of another machine writes it at this moment. */
  takeElsewhere(): void {
    const lock = this.pathOf('manifest.json.lock');
    const owner = { pid: 1, host: `not-${hostname()}`, boot: null, space: null, born: null };
    writeFileSync(lock, JSON.stringify(owner));
    const now = this.world.clock.now() / 1000;
    utimesSync(lock, now, now);
  }

  /** Requests from `mark` on that read output of hosts. */
  reads(mark: number): readonly string[] {
    const isRead = (request: string) => /\/hosts\/\d+$|outputs$/.test(request);
    return this.world.requestsSince(mark).filter(isRead);
  }
}
