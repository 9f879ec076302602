import type { Context } from '../cli/context.ts';
import { refusal, usageError } from '../errors.ts';
import type { TargetHost } from '../jobs/job-invocation.ts';
import type { TemplateInput } from '../jobs/job-template.ts';
import { type InputSheet, settableInput } from '../jobs/template-inputs.ts';
import { alternatives, hostCount } from '../text/counts.ts';
import { hasOnlyComments } from '../text/edited-text.ts';
import { shellWord } from '../text/shell-word.ts';
import { namesInBrief } from '../ui/terminal/names.ts';
import { oneLine } from '../ui/terminal/sanitise.ts';
import { checkScript } from './command-text.ts';
import type { Draft } from './draft.ts';

/** The input that the user writes in an editor; `isCommand`: it is the command line or script. */
export interface EditedInput {
  readonly input: TemplateInput;
  readonly isCommand: boolean;
}

/**
 * The input that `--edit` means. `named`: as it was given; `command`: the input of the command
 * line, where there is one. Throws a usage `Failure` for one that cannot be edited, and where it
 * has to be named.
 */
export function inputToEdit(
  sheet: InputSheet,
  { named, command }: { readonly named: string | null; readonly command: string | null },
): EditedInput {
  const name = named ?? command ?? onlyText(sheet);
  const input = settableInput(sheet, name);
  if (input.hidden_value)
    throw usageError(
      `hidden input \`${name}\` cannot be edited, because its value would be in a file`,
      `use --input ${shellWord(name)}=@FILE or the prompt`,
    );
  return { input, isCommand: name === command };
}

/** The only input that takes any text, or the only one of them that is required. */
function onlyText({ template, own }: InputSheet): string {
  const texts = own.filter(
    ({ input_type, hidden_value, options }) =>
      input_type === 'user' && !hidden_value && options === null,
  );
  const required = texts.filter((input) => input.required);
  const [only, ...others] = required.length === 1 ? required : texts;
  if (only !== undefined && others.length === 0) return only.name;
  if (only === undefined) throw usageError(`template \`${template}\` has no input to edit`);
  throw usageError(
    `--edit needs the name of an input of template \`${template}\`: ${alternatives(texts.map(({ name }) => name))}`,
    `try: --edit ${shellWord(only.name)}`,
  );
}

/** What the editor says above the text. */
interface About {
  readonly template: string;
  readonly hosts: readonly TargetHost[];
  readonly isDryRun: boolean;
}

/** The value as the user leaves it in the editor, which opens with `text`. */
export async function editInput(
  context: Context,
  draft: Draft,
  { input, isCommand }: EditedInput,
  { text, ...about }: About & { readonly text: string },
): Promise<string> {
  const name = isCommand ? 'the command' : `input ${oneLine(input.name)}`;
  const written = await draft.edit(context, {
    text,
    about: [
      `Write ${name} below. These lines, which begin with #|, are removed.`,
      ...aboutLines(context, about),
    ],
    // No file extension, because with some of them editors break long lines.
    fileName: isCommand ? 'command.sh' : 'input',
  });
  if (isCommand && hasOnlyComments(written))
    throw refusal('the text has only comments. Nothing was sent');
  await checkScript(context, isCommand ? 'the command' : `input \`${input.name}\``, written);
  return written;
}

function aboutLines({ io }: Context, { template, hosts, isDryRun }: About): readonly string[] {
  const names = hosts.map((host) => oneLine(host.name));
  const brief = names.length === 0 ? '' : `: ${namesInBrief(names, io.unicode)}`;
  return [
    `Template \`${oneLine(template)}\` runs it on ${hostCount(hosts.length)}${brief}`,
    isDryRun
      ? 'This is a dry run: nothing is sent.'
      : 'Save and leave the editor to continue. An empty or unchanged text sends nothing.',
  ];
}
