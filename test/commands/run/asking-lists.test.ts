import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Dialog, down, enter, tab, terminal, yes } from '../../world/dialog.ts';
import { createdJob, web01, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const templates: Dialog = [['What do you want to run?', `${down}${enter}`]];

function addTemplates(count: number, name: (n: number) => string): void {
  const inputs = [{ name: 'command', required: true }];
  for (let n = 1; n <= count; n++) world.server.world.addTemplate({ name: name(n), inputs });
}

describe('lists of any length', () => {
  test('a thousand templates are one request', async () => {
    addTemplates(980, (n) => `Template ${n}`);
    const dialog: Dialog = [
      ...templates,
      ['Job template', 'template 777'],
      ['1 match', enter],
      ['command', `uptime${enter}`],
      ...yes,
    ];
    const ran = await world.run(['run', ...web01, '--detach'], { terminal, dialog });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(ran.stderr).toContain("--template 'Template 777'");
    const reads = world.requestsSince(0).filter((line) => line === 'GET /api/job_templates');
    expect(reads).toHaveLength(2);
  });

  test('of more templates a part of the name is asked for first', async () => {
    const before = world.server.world.templates.filter(({ snippet }) => !snippet).length;
    addTemplates(3000, (n) => `Template ${n}`);
    const dialog: Dialog = [
      ...templates,
      [`3,0${`${before}`.padStart(2, '0')} templates. A part of the name`, `nothing${enter}`],
      ['No templates with "nothing" in their name. A part of the name', `*${enter}`],
      ['must not contain *', `\u007ftemplate${enter}`],
      ['3,000 templates with "template" in their name', `299${enter}`],
      ['Job template', `2992`],
      ['1 match', enter],
      ['command', `uptime${enter}`],
      ...yes,
    ];
    const ran = await world.run(['run', ...web01, '--detach'], { terminal, dialog });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(ran.stderr).toContain("--template 'Template 2992'");
  });

  test('so it is of many hosts', async () => {
    const before = world.server.world.hosts.size;
    world.server.world.addHosts(1500, 'node#.example.com');
    const dialog: Dialog = [
      ['On which hosts?', `${down}${enter}`],
      [`${before + 1500} hosts. A part of the name`.replace('1', '1,'), `node149${enter}`],
      ['Hosts', `${tab}${enter}`],
      ...yes,
    ];
    const ran = await world.run(['run', '-c', 'uptime', '--detach'], { terminal, dialog });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(ran.stderr).toContain('--host node1490.example.com');
  });

  test('an empty list of templates ends it', async () => {
    world.server.world.templates.length = 0;
    const ran = await world.run(['run', ...web01], { terminal, dialog: templates });
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toContain('no templates are visible to you. Nothing was sent');
  });

  test('without bookmarks another way is chosen', async () => {
    world.server.world.bookmarks.length = 0;
    const dialog: Dialog = [
      ['On which hosts?', `${down}${down}${enter}`],
      ['no bookmarks of hosts are visible to you', ''],
      ['On which hosts?', enter],
      ['Search', `name = web01.example.com${enter}`],
      ['use this host', enter],
      ...yes,
    ];
    const ran = await world.run(['run', '-c', 'uptime', '--detach'], { terminal, dialog });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
  });

  test('a bookmark whose search may not be used is refused', async () => {
    world.server.world.addBookmark('all of them', 'name ~');
    const dialog: Dialog = [
      ['On which hosts?', `${down}${down}${enter}`],
      ['Bookmark', 'all of'],
      ['1 match', enter],
      ['rexctl: the search', ''],
      ['On which hosts?', '\u0003'],
    ];
    const ran = await world.run(['run', '-c', 'uptime'], { terminal, dialog });
    expect(ran).toMatchObject({ code: 130, stdout: '' });
    expect(writes(world)).toEqual([]);
  });

  test('a template whose name is a number is chosen by its id', async () => {
    const inputs = [{ name: 'command', required: true }];
    const { id } = world.server.world.addTemplate({ name: '42', inputs });
    const dialog: Dialog = [
      ...templates,
      ['Job template', '42'],
      ['1 match', enter],
      ['command', `uptime${enter}`],
      ...yes,
    ];
    const ran = await world.run(['run', ...web01, '--detach'], { terminal, dialog });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(createdJob(world).job_template_id).toBe(id);
    expect(ran.stderr).toContain(`--template ${id} `);
  });
});

describe('names of the server in a list', () => {
  const hostile = 'evil\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e\nname';

  test('reach the terminal harmless, whatever is in them', async () => {
    const { id } = world.server.world.addTemplate({
      name: hostile,
      description: hostile,
      job_category: hostile,
      inputs: [
        { name: 'command', description: hostile, required: true },
        { name: 'mode', required: true, options: [hostile, 'plain'] },
      ],
    });
    world.server.world.addBookmark(hostile, `hostgroup = web or name = "${hostile}"`);
    const dialog: Dialog = [
      ...templates,
      ['Job template', 'evil'],
      ['1 match', enter],
      ['command: evil', `uptime${enter}`],
      ['mode', enter],
      ['[y/N]', `n${enter}`],
    ];
    const ran = await world.run(['run', ...web01], { terminal, dialog });
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toContain(`--template ${id} `);
    expect(ran.stderr).not.toMatch(/owned|\u001b\[2J|\u009b|\u202e|\u0007/);
    const bookmark: Dialog = [
      ['On which hosts?', `${down}${down}${enter}`],
      ['Bookmark', 'evil'],
      ['1 match', '\u0003'],
    ];
    const other = await world.run(['run', '-c', 'id'], { terminal, dialog: bookmark });
    expect(other.code).toBe(130);
    expect(other.stderr).not.toMatch(/owned|\u001b\[2J|\u009b|\u202e|\u0007/);
  });

  test('a default of several lines, or that does something to a terminal, is not asked for', async () => {
    const defaults = { script: 'one\ntwo', title: hostile, plain: 'as it is' };
    world.server.world.addTemplate({
      name: 'With defaults',
      inputs: Object.entries(defaults).map(([name, text]) => ({
        ...{ name, required: true, default: text },
      })),
    });
    const dialog: Dialog = [
      ...templates,
      ['Job template', 'with def'],
      ['1 match', enter],
      ['plain', enter],
      ...yes,
    ];
    const ran = await world.run(['run', ...web01, '--detach'], { terminal, dialog });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(createdJob(world).inputs).toEqual({ plain: 'as it is' });
    expect(ran.stderr).not.toMatch(/owned|\u001b\[2J|\u009b|\u202e|\u0007/);
  });

  test('an option that cannot be typed is named as a file in the printed line', async () => {
    const name = 'With options';
    const inputs = [{ name: 'mode', required: true, options: ['a\tb', 'c'] }];
    world.server.world.addTemplate({ name, inputs });
    const dialog: Dialog = [['mode', enter], ...yes];
    const argv = ['run', '--template', name, ...web01, '--detach'];
    const ran = await world.run(argv, { terminal, dialog });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(createdJob(world).inputs).toEqual({ mode: 'a\tb' });
    expect(ran.stderr).toContain('--input mode=@FILE\n');
  });

  test('are cut to one line of a narrow terminal', async () => {
    addTemplates(12, (n) => `A template ${n} ${'with a long name '.repeat(5)}`);
    const dialog: Dialog = [...templates, ['Job template', '\u0003']];
    const ran = await world.run(['run', ...web01], {
      terminal: { ...terminal, columns: 40 },
      dialog,
    });
    expect(ran.code).toBe(130);
    const rows = stripVTControlCharacters(ran.stderr).match(/^.*A template \d+ .*$/gm) ?? [];
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) expect(row).toMatch(/^│ {2}[●○] A template \d+ with a long.{0,11}… ?$/);
  });
});

describe('a plain terminal', () => {
  test('without UTF-8 and color is drawn with plain signs', async () => {
    const env = { LANG: 'C', NO_COLOR: '1' };
    const dialog: Dialog = [...templates, ['Job template', '\u0003']];
    const ran = await world.run(['run', ...web01], { terminal, dialog, env });
    expect(ran.code).toBe(130);
    expect(ran.stderr).toMatch(/^[\n -~\u001b]*$/);
    expect(ran.stderr).not.toMatch(/\u001b\[[\d;]*m/);
  });
});

describe('an input that the first job did not have', () => {
  test('is asked for by a rerun', async () => {
    await world.run(['run', '-c', 'exit 3', ...web01, '--quiet', '--settle']);
    const template = world.server.world.templates.find(({ name }) =>
      name.startsWith('Run Command'),
    );
    const [{ ...first } = { name: '' }] = template?.inputs ?? [];
    Object.assign(template ?? {}, {
      inputs: [
        ...(template?.inputs ?? []),
        { ...first, id: 9000, name: 'ticket', description: '' },
      ],
    });
    const mark = world.server.requests.length;
    const without = await world.run(['rerun', '208', '--failed', '--no-input'], { terminal });
    expect(without).toMatchObject({ code: 2, stdout: '' });
    const dialog: Dialog = [['ticket', `OPS-7${enter}`]];
    const ran = await world.run(['rerun', '208', '--failed', '--detach'], { terminal, dialog });
    expect(ran).toMatchObject({ code: 0, stdout: '209\n' });
    expect(ran.stderr).toContain(
      'The same without questions:\n  rexctl rerun 208 --failed --detach --input ticket=OPS-7\n',
    );
    expect(createdJob(world, mark).inputs).toEqual({ command: 'exit 3', ticket: 'OPS-7' });
  });
});
