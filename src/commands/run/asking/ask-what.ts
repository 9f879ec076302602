import { listJobTemplates } from '../../../api/endpoints/job-templates.ts';
import { literalValue } from '../../../cli/asking.ts';
import type { Context } from '../../../cli/context.ts';
import type { JobTemplate } from '../../../jobs/job-template.ts';
import { askChoice, askLine, askNext, type Choice } from '../../../ui/ask/ask.ts';
import type { Answer } from './answer.ts';
import { pickRows } from './pick-rows.ts';

/** Asks what to run: a command line, or a template of the server. */
export async function askWhat(context: Context): Promise<Answer> {
  const kind = await askNext(context, 'What do you want to run?', {
    command: 'a command line',
    template: 'a job template',
  });
  return kind === 'command' ? askCommand(context) : askTemplate(context);
}

async function askCommand(context: Context): Promise<Answer> {
  const line = await askLine(context, {
    message: 'Command line',
    example: 'uptime',
    check: (text) => {
      if (text.trim() === '') return 'Type a command line';
      return text === '-' ? 'A command line is needed, not only -' : undefined;
    },
  });
  const command = literalValue(line);
  return { flags: { command }, words: ['--command', command] };
}

async function askTemplate(context: Context): Promise<Answer> {
  const choices = await pickRows<JobTemplate>(context, {
    noun: 'templates',
    search: 'snippet = false',
    choice: templateChoice,
    read: async (query) => listJobTemplates(await context.connection(), query),
  });
  const template = await askChoice(context, { message: 'Job template', choices });
  return { flags: { template }, words: ['--template', template] };
}

/** `--template` takes a name of digits only for an id, and cannot search for control characters. */
function templateChoice({ id, name, job_category, provider_type }: JobTemplate): Choice {
  const value = /^\d+$|[\u0000-\u001f\u007f]/.test(name) ? String(id) : name;
  const hint = [job_category, provider_type].filter((part) => part !== null).join(', ');
  return { value, label: name, hint };
}
