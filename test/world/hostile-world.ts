import fc from 'fast-check';
import { demoWorld, textScript } from '../../src/demo/http/server.ts';
import { hostileName, hostileText } from './hostile-text.ts';
import { openWorld, type World } from './run.ts';

/** Everything in a world that somebody else can choose the text of. */
export interface Hostile {
  readonly names: readonly string[];
  readonly lines: readonly string[];
  readonly command: string;
  readonly description: string;
  readonly template: string;
  readonly user: string;
  readonly error: string;
  readonly columns: number;
}

export const hostile: fc.Arbitrary<Hostile> = fc.record({
  names: fc.uniqueArray(hostileName, { minLength: 2, maxLength: 2 }),
  lines: fc.array(hostileText, { minLength: 1, maxLength: 6 }),
  // No argument of a process holds a NUL.
  command: hostileText.map((text) => `run ${text.replaceAll('\0', '')}`),
  description: hostileText.map((text) => `do ${text}`),
  template: hostileName,
  user: hostileName,
  error: hostileText,
  columns: fc.constantFrom(40, 57, 80, 120, 200),
});

export const mallory = { login: 'mallory', password: 'mallory-secret' };

/**
 * Two hosts print what is hostile, and fail; two print plain lines. Jobs 201 and 202 of a hostile
 * user have ended, 203 starts again each hour as series 1.
 */
export async function openHostile(text: Hostile): Promise<World> {
  const { names, lines, template, user, command, description } = text;
  const demo = demoWorld();
  const hostgroup = { id: 9, name: 'mixed' };
  for (const [at, name] of names.entries()) {
    demo.addHost({ name, hostgroup });
    demo.script(name, textScript(lines, { code: at, everyMs: 100 }));
  }
  for (const name of ['clean01.example.com', 'clean02.example.com']) {
    demo.addHost({ name, hostgroup });
    demo.script(name, textScript(['clean-line-1\n', 'clean-line-2\n'], { everyMs: 100 }));
  }
  const wholeText = lines.join('');
  const { id } = demo.addTemplate({
    ...{ name: template, description: wholeText, template: wholeText, job_category: user },
    description_format: `${description} %{value}`,
    inputs: [{ name: template, description: wholeText, default: command }, { name: 'value' }],
  });
  const organization = demo.addOrganization(user, null, wholeText);
  demo.addOrganization(user, organization);
  demo.addLocation(user);
  demo.addBookmark(user, wholeText);
  demo.addFeature(user, description, null);
  demo.addUser({ login: user, password: 'secret', admin: true });
  demo.addUser({ ...mallory, admin: true, firstname: user, lastname: wholeText, mail: user });
  const job = {
    job_template_id: id,
    targeting_type: 'static_query',
    search_query: 'hostgroup = mixed',
    inputs: { value: command },
  };
  const recurrence = { cron_line: '0 * * * *', purpose: description };
  demo.history.length = 0;
  demo.history.push(
    { agoMs: 7_200_000, login: user, job },
    { agoMs: 3_600_000, login: user, job },
    { agoMs: 60_000, login: user, job: { ...job, recurrence } },
  );
  return openWorld({ world: demo });
}
