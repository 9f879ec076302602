import { jobPageAddress } from '../../jobs/job-address.ts';
import { type Io, type Output, redirected } from '../terminal/io.ts';
import { sanitise } from '../terminal/sanitise.ts';

/** Returns the addresses of a server's jobs for links: percent-encoded. */
export function jobAddresses(server: string): (id: number) => string {
  const { href } = new URL(server);
  return (id) => jobPageAddress(href.replace(/\/$/, ''), id);
}

/** The same streams; on a terminal with links, jobs of this server are links. */
export function linkingIo(io: Io, server: string): Io {
  const jobAddress = { value: jobAddresses(server) };
  const linking = (output: Output): Output =>
    output.hasLinks === true ? Object.create(output, { jobAddress }) : output;
  return redirected(io, { out: linking(io.out), err: linking(io.err) });
}

/** A link whose text is the id in its address, perhaps after `Job`. */
const jobLinks =
  /\u001b\]8;;([!-~]+\/job_invocations\/)(\d+)\u0007(?:\u001b\[1m)?(?:Job )?\2(?:\u001b\[22m)?\u001b\]8;;\u0007/g;

/**
 * Like `sanitise`, but keeps links to jobs at `address` whose text is the id of the job. Those are
 * safe, because text and address agree.
 */
export function sanitiseButJobLinks(
  text: string,
  { color, address }: { readonly color: boolean; readonly address: (id: number) => string },
): string {
  let clean = '';
  let done = 0;
  for (const { 0: link, 1: start, 2: id, index } of text.matchAll(jobLinks)) {
    const isOwn = `${start}${id}` === address(Number(id));
    clean += sanitise(text.slice(done, index), { color });
    clean += isOwn ? link : sanitise(link, { color });
    done = index + link.length;
  }
  return clean + sanitise(text.slice(done), { color });
}
