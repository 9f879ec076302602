import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pid } from 'node:process';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import { makePrivateDirectory } from '../settings/private-directory.ts';

/**
 * Whether only this user can change what is in the folder. It is made where that is possible, but
 * not among the files of another user (`sudo -E`) or where every user can write.
 */
export function canKeep(folder: string, user: number): boolean {
  try {
    const above = statSync(existing(folder));
    if (above.uid !== user || (above.mode & 0o002) !== 0) return false;
    makePrivateDirectory(folder);
    return isOwn(statSync(folder), user);
  } catch {
    return false;
  }
}

/** The folder itself, or the nearest one above it that is there. */
function existing(folder: string): string {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found === undefined ? existing(dirname(folder)) : folder;
}

function isOwn({ uid, mode }: Stats, user: number): boolean {
  return uid === user && (mode & 0o022) === 0;
}

/** What V8 made of the files of the program, kept for the next start. */
export interface CodeCache {
  /** A file of the program, compiled. */
  compile(path: string, text: string): Script;
  /** Keeps what is new; nothing where that is impossible. */
  save(): void;
}

/** Opens nothing yet. The folder must be for this version of Node and of the program only. */
export function openCodeCache(folder: string, user: number): CodeCache {
  const fresh = new Map<string, Script>();
  return {
    compile: (path, text) => {
      const name = `${basename(path)}.code`;
      const cachedData = kept(join(folder, name), user);
      const script = new Script(text, { filename: path, cachedData });
      if (cachedData === undefined || script.cachedDataRejected) fresh.set(name, script);
      return script;
    },
    save: () => {
      if (fresh.size === 0 || !canKeep(folder, user)) return;
      try {
        for (const [name, script] of fresh) keep(join(folder, name), script.createCachedData());
        dropOld(dirname(folder));
      } catch {
        // The disk is full: the next start compiles again.
      }
    },
  };
}

/**
 * What is kept in a file that only this user can change. V8 believes all that it reads, so a
 * check sum is at its end.
 */
function kept(path: string, user: number): Buffer | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stats = fstatSync(file);
    if (!stats.isFile() || !isOwn(stats, user)) return undefined;
    const bytes = Buffer.allocUnsafeSlow(stats.size);
    if (readSync(file, bytes) !== stats.size) return undefined;
    const code = bytes.subarray(0, -checkBytes);
    return code.length > 0 && crc32(code) === bytes.readUInt32LE(code.length) ? code : undefined;
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const checkBytes = 4;

/** As a whole or not at all: other processes read and write it, too. */
function keep(path: string, code: Buffer): void {
  const check = Buffer.alloc(checkBytes);
  check.writeUInt32LE(crc32(code));
  const draft = `${path}.${pid}`;
  try {
    writeFileSync(draft, Buffer.concat([code, check]), { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

const oldMs = 30 * 24 * 60 * 60_000;

/** `BUILD-v20.19.0-x64`, with what Node 20 adds. */
const ofBuild = /^[0-9a-f]{16}-v\d+\.\d+\.\d+-\w+(?:-[0-9a-f]+)?$/;

/** What earlier versions kept. With NODE_COMPILE_CACHE the folder may have files of the user. */
function dropOld(folder: string): void {
  for (const name of readdirSync(folder).filter((one) => ofBuild.test(one))) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > oldMs) rmSync(path, { recursive: true, force: true });
  }
}
