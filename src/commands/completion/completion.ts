import { Argument } from '@commander-js/extra-typings';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import { type Shell, shells } from './shells.ts';

/** Prints the completion script of a shell, the same file as in `completions/`. */
export const completion = command({
  description: 'Prints the completion script of a shell.',
  arguments: [new Argument('<shell>', 'shell to complete in').choices(shells)],
  topics: ['installation'],
  examples: [
    [
      'rexctl completion bash > ~/.local/share/bash-completion/completions/rexctl',
      'set up bash; create the folder first if it is missing',
    ],
    ['rexctl completion zsh > ~/.zfunc/_rexctl', 'set up zsh; the folder must be in fpath'],
    ['rexctl completion fish > ~/.config/fish/completions/rexctl.fish', 'set up fish'],
    ['rexctl completion powershell >> $PROFILE', 'set up PowerShell'],
  ],
  run: (context, { shell }) => runCompletion(shell, context),
});

async function runCompletion(shell: Shell, context: Context): Promise<number> {
  const script = await context.runtime.completionScript(shell);
  await context.print({ document: { shell, script }, prose: () => script });
  return 0;
}
