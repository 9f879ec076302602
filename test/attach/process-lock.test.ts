import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { takeResumeLock } from '../../src/attach/resume/process-lock.ts';
import { ownProcess } from '../../src/cli/own-process.ts';
import { systemClock } from '../../src/clock.ts';

const self = ownProcess(process);
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** A process whose child has ended and is never collected: the id of the child. */
async function uncollected(): Promise<number> {
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  started.push(parent);
  const [data] = await once(parent.stdout, 'data');
  const pid = Number(String(data));
  // The shell itself would collect its child; what it becomes does not.
  const name = () => readFileSync(`/proc/${parent.pid}/comm`, 'utf8');
  while (name() !== 'sleep\n' && !tooLate()) await systemClock.sleep(20);
  process.kill(pid, 'SIGKILL');
  while (self.isAlive({ pid, born: null }) && !tooLate()) await systemClock.sleep(20);
  return pid;
}

let asked = 0;
const tooLate = () => ++asked > 250;

/** A resume file whose lock was left by that process. */
function lockedBy(owner: Record<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), 'rexctl-lock-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'state');
  const { host, boot, space } = self;
  writeFileSync(`${path}.lock`, JSON.stringify({ host, boot, space, ...owner }));
  return path;
}

function taken(path: string): string | boolean {
  try {
    takeResumeLock(path, self, systemClock)();
    return true;
  } catch (error) {
    return String(error);
  }
}

describe.runIf(process.platform === 'linux')('the lock of a resume file', () => {
  it('is taken over from a killed process that was not collected', async () => {
    const pid = await uncollected();
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    expect(taken(lockedBy({ pid }))).toBe(true);
  });

  it('is taken over from a dead process whose id was given to another', () => {
    expect(taken(lockedBy({ pid: process.pid, born: '1' }))).toBe(true);
  });

  it('is left to a process that runs', () => {
    const { pid, born } = self;
    expect(born).toMatch(/^\d+$/);
    expect(taken(lockedBy({ pid, born }))).toContain(`in use by process ${pid}`);
    expect(taken(lockedBy({ pid }))).toContain(`in use by process ${pid}`);
  });
});
