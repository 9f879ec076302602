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
 * Whether only this user can change files in the folder, which is created if missing. It is not
 * created in a folder of another user (`sudo -E`) or one that every user can write to.
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

/** The folder, or its nearest parent that exists. */
function existing(folder: string): string {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found === undefined ? existing(dirname(folder)) : folder;
}

function isOwn({ uid, mode }: Stats, user: number): boolean {
  return uid === user && (mode & 0o022) === 0;
}

/** Stores the compiled files of the program for the next start. */
export interface CodeCache {
  /** Compiles a file, from the cache if possible. */
  compile(path: string, text: string): Script;
  /** Stores newly compiled files; does nothing if the folder is not safe. */
  save(): void;
}

/** A cache in this folder, which must be used by this version of Node and rexctl only. */
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
        // Not stored, e.g. because the disk is full: the next start compiles again.
      }
    },
  };
}

/**
 * The compiled code in a file, if only this user can change it and its checksum is right: V8 does
 * not check the code that it reads and crashes on damaged code.
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

/** Replaces the file in one step, because other processes read and write it, too. */
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

/** The name of a build's folder, e.g. `BUILD-v20.19.0-x64`; on Node 20 with V8's version tag. */
const ofBuild = /^[0-9a-f]{16}-v\d+\.\d+\.\d+-\w+(?:-[0-9a-f]+)?$/;

/**
 * Removes the folders of builds that are older than 30 days, by their names: with
 * NODE_COMPILE_CACHE the folder may also contain the user's files.
 */
function dropOld(folder: string): void {
  for (const name of readdirSync(folder).filter((one) => ofBuild.test(one))) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > oldMs) rmSync(path, { recursive: true, force: true });
  }
}
