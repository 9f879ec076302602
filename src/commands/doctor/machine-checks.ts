import { dirname, join } from 'node:path';
import type { Context } from '../../cli/context.ts';
import type { Environment } from '../../environment.ts';
import { absolutePath, type Machine } from '../../settings/paths.ts';
import { shellWord } from '../../text/shell-word.ts';
import { type Finding, ok, unknown, warning } from './finding.ts';
import { isThere } from './settings-checks.ts';

/** Checks the terminal and the completion of the shell. */
export async function checkMachine({ io, runtime }: Context): Promise<readonly Finding[]> {
  return [terminal(io, runtime.env), await completion(runtime)];
}

function terminal({ out, unicode }: Context['io'], { TERM = '' }: Environment): Finding {
  if (!out.isTerminal)
    return ok('terminal', 'standard output is not a terminal: plain text, no color');
  if (out.isDumb === true)
    return warning('terminal', `TERM=${TERM}: no live view`, 'set TERM, e.g. xterm-256color');
  const colors = ['no color', '16 colors', '256 colors', 'true color'][out.colorLevel];
  const icons = unicode ? 'Unicode' : 'ASCII only';
  const text = `${TERM}: ${out.columns} columns, ${colors}, ${icons}`;
  return unicode
    ? ok('terminal', text)
    : warning('terminal', text, 'set a UTF-8 locale, e.g. LANG=C.UTF-8');
}

interface CompletionPlaces {
  readonly own: string;
  readonly others: readonly string[];
}

/** The usual paths of the completion script of a shell; `own` is where users save theirs. */
function places(shell: string, machine: Machine): CompletionPlaces | null {
  const { home, env } = machine;
  const data = absolutePath(machine, env.XDG_DATA_HOME) ?? join(home, '.local', 'share');
  const config = absolutePath(machine, env.XDG_CONFIG_HOME) ?? join(home, '.config');
  switch (shell) {
    case 'bash':
      return {
        own: join(data, 'bash-completion', 'completions', 'rexctl'),
        others: ['/usr/share/bash-completion/completions/rexctl', '/etc/bash_completion.d/rexctl'],
      };
    case 'zsh':
      return {
        own: join(home, '.zfunc', '_rexctl'),
        others: [
          '/usr/local/share/zsh/site-functions/_rexctl',
          '/usr/share/zsh/site-functions/_rexctl',
          '/usr/share/zsh/vendor-completions/_rexctl',
        ],
      };
    case 'fish':
      return {
        own: join(config, 'fish', 'completions', 'rexctl.fish'),
        others: ['/usr/share/fish/vendor_completions.d/rexctl.fish'],
      };
    default:
      return null;
  }
}

async function completion(machine: Machine): Promise<Finding> {
  const { home, env } = machine;
  const shell = (env.SHELL ?? '').split('/').at(-1) ?? '';
  if (shell === 'pwsh')
    return unknown('completion', 'not checked for PowerShell, which has it in $PROFILE');
  const known = places(shell, machine);
  if (known === null)
    return unknown('completion', shell === '' ? 'SHELL is not set' : `not available for ${shell}`);
  for (const path of [known.own, ...known.others]) {
    if (await isThere(path)) return ok('completion', path);
  }
  const folder = dirname(known.own);
  const inHome = (path: string) => shortPath(path, home);
  const made = (await isThere(folder)) ? '' : `mkdir -p ${inHome(folder)}\n`;
  return warning(
    'completion',
    `no script for ${shell} in the usual folders`,
    `${made}rexctl completion ${shell} > ${inHome(known.own)}`,
  );
}

/** A path for a command line, short if possible: `~/.zfunc`. */
function shortPath(path: string, home: string): string {
  return path.startsWith(`${home}/`) && path === shellWord(path)
    ? `~${path.slice(home.length)}`
    : shellWord(path);
}
