import type { Context } from '../../cli/context.ts';
import type { ChosenTarget } from '../../lookup/target.ts';
import { namesInBrief } from '../../ui/terminal/names.ts';

/** Says what will run where before it is sent: the count and the first names. */
export async function previewHosts(
  context: Context,
  title: string,
  target: ChosenTarget,
): Promise<void> {
  const names = namesInBrief(
    target.hosts.map((host) => host.name),
    context.io.unicode,
  );
  const count =
    target.hosts.length === 1 ? '1 host' : `${target.hosts.length.toLocaleString('en')} hosts`;
  await context.note(`${title} on ${count}${names === '' ? '' : `: ${names}`}`);
  if (target.dynamic) {
    await context.note(
      'The server evaluates the search itself when the job starts; these are the hosts of now.',
    );
  }
}
