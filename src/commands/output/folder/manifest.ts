import * as v from 'valibot';
import type { Document } from '../../../documents/types.ts';

/** A host in a folder of outputs: its end and the file with its output. */
export type FolderRow = Document<'output-dir'>['hosts'][number];

export type FolderGroup = Document<'output-dir'>['groups'][number];

/** The job of a folder. */
export interface FolderOwner {
  readonly server: string;
  readonly job_id: number;
  /** The task of the job: after a new installation at the same address, ids are used again. */
  readonly task: string | null;
}

/** The content of `manifest.json`. */
export interface Manifest extends FolderOwner {
  readonly hosts: readonly FolderRow[];
  readonly groups: readonly FolderGroup[];
  /** Files that an unfinished run may have changed; nothing is known about their contents. */
  readonly writing: readonly string[];
}

export function manifestText({ server, job_id, task, writing, hosts, groups }: Manifest): string {
  const unfinished = writing.length === 0 ? {} : { writing };
  const document = { schema: 'rexctl/1', job_id, server, task, ...unfinished, hosts, groups };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const row = v.looseObject({
  id: v.number(),
  name: v.string(),
  file: v.string(),
  status: v.string(),
  exit_code: v.nullable(v.number()),
  reason: v.nullable(v.string()),
  failure: v.nullable(
    v.object({
      kind: v.string(),
      exit_code: v.nullable(v.number()),
      message: v.nullable(v.string()),
    }),
  ),
  complete: v.boolean(),
  notice: v.nullable(v.string()),
  debug: v.array(v.string()),
  bytes: v.number(),
  sha256: v.string(),
});

const manifest = v.looseObject({
  schema: v.literal('rexctl/1'),
  job_id: v.number(),
  server: v.optional(v.string()),
  task: v.optional(v.nullable(v.string())),
  writing: v.optional(v.array(v.string())),
  hosts: v.array(v.looseObject({ id: v.number(), file: v.string() })),
});

/** The manifest of an earlier run. */
export interface EarlierManifest extends Partial<FolderOwner> {
  /** The rows of hosts with all fields that this version writes. */
  readonly rows: readonly FolderRow[];
  /** All files that were written, also in part. */
  readonly files: readonly string[];
}

/** Parses a manifest; `null` for other text. */
export function readManifest(text: string): EarlierManifest | null {
  const found = parsed(text);
  if (!v.is(manifest, found)) return null;
  const { server, job_id, task = null, writing = [], hosts } = found;
  const rows = hosts.filter((host): host is typeof host & FolderRow => v.is(row, host));
  return { server, job_id, task, rows, files: [...hosts.map(({ file }) => file), ...writing] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
