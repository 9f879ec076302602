import { describe, expect, it } from 'vitest';
import type { JobTemplateDetail, TemplateInput } from '../../../src/jobs/job-template.ts';
import { printAnswer } from '../../../src/ui/answers/print-answer.ts';
import {
  inputDocument,
  templateColumns,
  templateDetailDocument,
  templateDocument,
  templateProse,
} from '../../../src/ui/nouns/template.ts';
import { plainScreen, type Screen } from '../../../src/ui/terminal/screen.ts';
import { fakeIo, frozen, settled } from '../terminal/fake-io.ts';

const template: JobTemplateDetail = {
  id: 331,
  name: 'Package Action - Script Default',
  job_category: 'Packages',
  provider_type: 'script',
  snippet: false,
  description_format: '%{action} %{package}',
  template: '<%= input("action") %>\n',
  description: 'Installs, updates or removes packages.',
  locked: true,
  effective_user: { value: '', current_user: false, overridable: true },
};

function input(some: Partial<TemplateInput>): TemplateInput {
  return {
    ...{ id: 1, name: 'action', input_type: 'user', description: null, required: true },
    ...{ default: null, hidden_value: false, options: null },
    ...some,
  };
}

const sheet = {
  template: template.name,
  own: [
    input({
      options: ['install', 'update', 'remove'],
      default: 'install',
      description: 'What to do',
    }),
    input({ name: 'license', required: false, hidden_value: true, default: 'abc' }),
    input({ name: 'os', input_type: 'fact' }),
  ],
  foreign: [input({ name: 'pre_script', required: false })],
};

const piped = plainScreen(frozen);
const terminal: Screen = { ...piped, isTerminal: true, unicode: true, columns: 100 };

describe('template show', () => {
  it('shows the inputs that a caller can set, hidden values as stars, those of included templates below', async () => {
    expect(await templateProse(template, sheet, { text: false }, terminal)).toBe(
      `
Package Action - Script Default
Installs, updates or removes packages.

ID          331
Category    Packages
Provider    script
Runs as     the server's default (change it with --effective-user)
Job title   %{action} %{package}
Locked      yes

 INPUT    REQUIRED  DEFAULT  OPTIONS                  HIDDEN  DESCRIPTION
 action   yes       install  install, update, remove  no      What to do
 license  no        *****    -                        yes     -

From included templates:
 INPUT       REQUIRED  DEFAULT  OPTIONS  HIDDEN  DESCRIPTION
 pre_script  no        -        -        no      -
`.slice(1),
    );
  });

  it('adds the text of the template when asked to', async () => {
    const text = await templateProse(
      { ...template, template: 'a\u001b[2J\nb\n\n' },
      sheet,
      { text: true },
      piped,
    );
    expect(text.endsWith('pre_script\tno\t-\t-\tno\t-\n\na\nb\n')).toBe(true);
  });

  it('reports it when there are no inputs', async () => {
    const none = { ...sheet, own: [], foreign: [] };
    expect(await templateProse(template, none, { text: false }, piped)).toMatch(
      /\n\nNo inputs\.\n$/,
    );
  });

  it.each([
    [{ value: 'deploy', current_user: false, overridable: false }, 'deploy (fixed)'],
    [
      { value: null, current_user: true, overridable: true },
      'the user who starts it (change it with --effective-user)',
    ],
    [{ value: 'deploy', current_user: null, overridable: null }, 'deploy'],
    [null, undefined],
  ])('says as whom it runs: %j', async (effective_user, words) => {
    const text = await templateProse(
      { ...template, effective_user, description: null },
      sheet,
      { text: false },
      piped,
    );
    expect(/^Runs as\t(.*)$/m.exec(text)?.[1]).toBe(words);
  });
});

describe('template list', () => {
  it('is a table of id, name, category and provider', async () => {
    const { io, stdout } = fakeIo();
    const document = { templates: [templateDocument(template)] };
    await printAnswer(
      { document, rowsKey: 'templates', rows: [template], columns: templateColumns },
      { format: 'table', io, clock: frozen },
    );
    await settled();
    expect(stdout.text).toBe(
      ' ID   NAME                             CATEGORY  PROVIDER\n 331  Package Action - Script Default  Packages  script\n',
    );
  });

  it('has what JSON needs: the template without its text, inputs with all that can be known', () => {
    expect(templateDetailDocument(template)).toEqual({
      ...{
        id: 331,
        name: template.name,
        job_category: 'Packages',
        provider_type: 'script',
        snippet: false,
      },
      ...{
        description_format: '%{action} %{package}',
        description: template.description,
        locked: true,
      },
      effective_user: { value: '', current_user: false, overridable: true },
    });
    const { description_format, id, job_category, name, provider_type, snippet } = template;
    const row = { id, name, job_category, provider_type, snippet, description_format };
    expect(templateDocument(row)).toEqual(row);
    expect(inputDocument(input({ id: 7 }))).toEqual(input({ id: 7 }));
  });
});
