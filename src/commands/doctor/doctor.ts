import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import type { Answered } from '../../documents/types.ts';
import { counted } from '../../text/counts.ts';
import { iconsOf } from '../../ui/terminal/icons.ts';
import { oneLine } from '../../ui/terminal/sanitise.ts';
import type { Screen } from '../../ui/terminal/screen.ts';
import { brokenAtBlanks } from '../../ui/terminal/width.ts';
import type { Finding } from './finding.ts';
import { checkMachine } from './machine-checks.ts';
import { checkPermissions } from './permission-checks.ts';
import { checkServer } from './server-checks.ts';
import { checkSettings } from './settings-checks.ts';

/** Checks everything; changes nothing on this machine or on the server. */
export const doctor = command({
  description: 'Checks settings, server, login, permissions and terminal, and suggests fixes.',
  topics: ['troubleshooting', 'settings', 'old-servers'],
  examples: [
    ['rexctl doctor', 'check everything'],
    ['rexctl doctor --profile staging', 'check the server of another profile'],
    [
      'rexctl doctor --json | jq \'.checks[] | select(.status == "failed")\'',
      'print the failed checks, for a script',
    ],
  ],
  answers: () => ({ schemas: ['doctor'] }),
  run: async (context) => {
    const checks = await allChecks(context);
    const failures = checks.filter(({ status }) => status === 'failed').length;
    await context.print({
      document: { ok: failures === 0, checks: [...checks] } satisfies Answered<'doctor'>,
      prose: (screen) => checks.map((check) => findingText(check, screen)).join(''),
    });
    if (failures > 0) await context.note(`${counted(failures, 'check')} failed.`);
    return failures === 0 ? 0 : 1;
  },
});

async function allChecks(context: Context): Promise<readonly Finding[]> {
  const settings = await checkSettings(context);
  const { findings, login } = await checkServer(context);
  const permissions = login === null ? [] : await checkPermissions(login);
  return [...settings, ...findings, ...permissions, ...(await checkMachine(context))];
}

const checkWidth = 34;

/** The width of mark and check, with a blank after each. */
const detailIndent = checkWidth + 3;

function findingText({ check, status, detail, remedy }: Finding, screen: Screen): string {
  const text = oneLine(detail);
  const next = (remedy ?? '').split('\n').map((line) => oneLine(line));
  if (!screen.isTerminal) return `${[status, check, text, next.join('; ')].join('\t').trimEnd()}\n`;
  const found = brokenAtBlanks(text, screen.columns - detailIndent).join(
    `\n${' '.repeat(detailIndent)}`,
  );
  const steps = remedy === null ? '' : next.map((line) => stepText(line, screen)).join('');
  return `${mark(status, screen)} ${check.padEnd(checkWidth)} ${found}\n${steps}`;
}

/** A step to fix a problem. A line with a command is not broken, so that it can be copied. */
function stepText(step: string, { columns }: Screen): string {
  const indent = ' '.repeat(4);
  const lines = hasCommand.test(step) ? [step] : brokenAtBlanks(step, columns - indent.length);
  return lines.map((line) => `${indent}${line}\n`).join('');
}

const hasCommand = /(?:^|: )(?:rexctl|mkdir|curl|openssl|chmod|systemctl|timedatectl) /;

function mark(status: Finding['status'], screen: Screen): string {
  const icons = iconsOf(screen);
  const { style } = screen;
  switch (status) {
    case 'ok':
      return style.green(icons.ok);
    case 'warning':
      return style.yellow(icons.warning);
    case 'failed':
      return style.red(icons.failed);
    case 'unknown':
      return icons.unknown;
  }
}
