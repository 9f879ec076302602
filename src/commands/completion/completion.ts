import { Argument } from '@commander-js/extra-typings';
import type { Parent, Runner } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** Prints the completion script of a shell, the same file that is packed under `completions/`. */
export function registerCompletion(parent: Parent, run: Runner): Parent {
  const command = parent
    .command('completion')
    .description('Prints the completion script of a shell.')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .addHelpText(
      'after',
      [
        '',
        'Set up:',
        '  bash  rexctl completion bash > ~/.local/share/bash-completion/completions/rexctl',
        '  zsh   rexctl completion zsh > "$fpath[1]/_rexctl"',
        '  fish  rexctl completion fish > ~/.config/fish/completions/rexctl.fish',
      ].join('\n'),
    );
  command.action((shell) => run(command as Parent, (context) => runCompletion(shell, context)));
  return command as Parent;
}

async function runCompletion(shell: Shell, context: Context): Promise<number> {
  const script = await context.runtime.completionScript(shell);
  await context.print({ document: { shell, script }, prose: () => script });
  return 0;
}
