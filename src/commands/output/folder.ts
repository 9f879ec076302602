import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Context } from '../../cli/context.ts';
import type { Answered, Document } from '../../documents/types.ts';
import { usageError } from '../../errors.ts';
import type { HostRun } from '../../jobs/hosts/host-run.ts';
import type { JobDetail, TargetHost } from '../../jobs/job-invocation.ts';
import { hostPages } from '../../lookup/host-pages.ts';
import { makeFolder, replaceFile } from '../../settings/folders.ts';
import { counted } from '../../text/counts.ts';
import { fileTrouble } from '../../text/file-trouble.ts';
import { failureReason } from '../../ui/nouns/host.ts';
import { type HostPage, hostPageEnd, printedText } from '../../ui/nouns/host-page.ts';
import type { Wholeness } from './snapshot.ts';

/**
 * One file for each host, bytes unchanged, and `manifest.json` beside them with the result of
 * each host.
 */
export async function writeFolder(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
  folder: string,
): Promise<Wholeness> {
  await intoFolder(folder, () => makeFolder(folder));
  const manifest: ManifestRow[] = [];
  const fileOf = fileNames();
  let wholeness: Wholeness = 'whole';
  for await (const page of hostPages(context, job, hosts)) {
    if (page.torn) wholeness = 'torn';
    const file = fileOf(page);
    await intoFolder(folder, () => replaceFile(join(folder, file), printedText(page)));
    manifest.push(manifestRow(page, file));
  }
  const document = { job_id: job.id, folder, hosts: manifest } satisfies Answered<'output-dir'>;
  const text = `${JSON.stringify({ schema: 'rexctl/1', job_id: job.id, hosts: manifest }, null, 2)}\n`;
  await intoFolder(folder, () => replaceFile(join(folder, 'manifest.json'), text));
  await context.print({
    document,
    prose: () => `Wrote ${counted(manifest.length, 'file')} and manifest.json to ${folder}\n`,
  });
  return wholeness;
}

type ManifestRow = Document<'output-dir'>['hosts'][number];

function manifestRow(page: HostPage, file: string): ManifestRow {
  const { id, name, status, exit_code, complete, notice } = page;
  const said = page.lines.filter(({ stream }) => stream === 'debug').map(({ text }) => text);
  const reason = failureReason(hostPageEnd(page));
  return { id, name, file, status, exit_code, reason, complete, notice, debug: said };
}

async function intoFolder(folder: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw usageError(
      `cannot write into \`${folder}\`: ${fileTrouble(error)}`,
      'name a folder that you can write to: --dir FOLDER',
    );
  }
}

/** Most file systems accept it, with all that may be added. */
const longestName = 220;

/**
 * A file name for each host, never the same twice, also where case is ignored. Host
 * names come from the server: nothing in them may lead out of the folder.
 */
export function fileNames(): (host: TargetHost) => string {
  const taken = new Set<string>();
  return ({ id, name }) => {
    const plain = safeName(name);
    let file = plain === '' ? String(id) : plain;
    for (let more = 1; taken.has(file.toLowerCase()); more++)
      file = [plain, id, ...(more === 1 ? [] : [more])].join('-');
    taken.add(file.toLowerCase());
    return `${file}.txt`;
  };
}

function safeName(name: string): string {
  const plain = name.replaceAll(/[^\w.-]/g, '_').replace(/^\.+/, '_');
  if (plain.length <= longestName) return plain;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return `${plain.slice(0, longestName - digest.length - 1)}-${digest}`;
}
