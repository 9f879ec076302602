import { demoWorld, textScript, unreachableScript } from '../../src/demo/http/server.ts';
import { openWorld, type World } from './run.ts';

/** Text that runs, loads, closes, breaks or hides something wherever it is not taken as text. */
export const hostileTexts: readonly string[] = [
  '</script><script>pwned=1;alert(1)</script>',
  '<img src=x onerror=pwned=2>',
  '"><svg onload=pwned=3><animate onbegin=pwned=4 attributeName=x>',
  "' onmouseover=pwned=5 onfocus=pwned=6 autofocus x='",
  '</title></style></textarea></pre></details><script>pwned=7</script>',
  ']]></system-out><script/>]]><!--',
  '--><script>pwned=8</script><!--',
  '}</style><style>@import "http://evil.invalid/a.css"; body{background:url(//evil.invalid/b)}',
  '<meta http-equiv=refresh content="0;url=http://evil.invalid/c"><base href=http://evil.invalid/>',
  '<iframe srcdoc="<script>parent.pwned=9</script>"></iframe><object data=http://evil.invalid/d>',
  '<a href="javascript:pwned=10">click</a> javascript:pwned=11 data:text/html,<script>pwned=12</script>',
  '<details open ontoggle=pwned=13><summary>x</summary></details><form action=http://evil.invalid>',
  '&lt;script&gt;pwned=14&lt;/script&gt; &#60;img src=x onerror=pwned=15&#62; &amp;#x3c;',
  '${pwned=16} <%= pwned=17 %> {{constructor.constructor("pwned=18")()}} `pwned`',
  'nul\u0000 bell\u0007 esc\u001b[31mred\u001b[0m \u001b]8;;http://evil.invalid/\u0007link\u001b]8;;\u0007 del\u007f c1\u0085\u009b31m',
  'left \u202egnp.exe\u202c \u2066isolate\u2069 zero\u200bwidth \ufeff\u2028\u2029 tags\u{e0041}\u{e0042}',
  'noncharacters \ufffe \uffff \ufdd0 \u{1fffe} \u{10ffff}',
  '``` \n````\n~~~\n<!-- -->\n# heading\n| a | b |\n|---|---|\n\\` ![x](http://evil.invalid/e.png)',
  '@everyone #1 GH-1 http://evil.invalid/f www.evil.invalid mailto:a@evil.invalid [x](javascript:pwned=19)',
  `${'wide'.repeat(200)}<b>${'\u0301'.repeat(200)}`,
];

/** What no server takes as a name: line ends, and what it cannot send. */
function asName(text: string): string {
  return text.replaceAll(/[\n\r]/g, ' ').slice(0, 240);
}

/**
 * A world whose job 208 has these texts wherever a server or a host may put one: names of hosts,
 * template, category, input and user, the description, the value of an input, output that succeeds
 * and fails, and the message of ssh.
 */
export async function hostileJob(texts: readonly string[] = hostileTexts): Promise<World> {
  const demo = demoWorld();
  const all = texts.join(' ');
  const login = `evil ${asName(texts[1] ?? '')}`;
  demo.addUser({ login, password: 'x', admin: true });
  const hostgroup = { id: 99, name: 'evil' };
  for (const [at, text] of texts.entries()) {
    const name = asName(`${at} ${text}`);
    demo.addHost({ name, hostgroup });
    if (at % 4 === 3) demo.script(name, unreachableScript(`ssh: ${text}`));
    else demo.script(name, textScript([`${text}\n`, text, `${text}\n`], { code: at % 3 }));
  }
  demo.addTemplate({
    name: asName(all),
    job_category: asName(all),
    description_format: all.replaceAll('%', ''),
    inputs: [{ name: asName(texts[0] ?? 'x') }],
  });
  const world = await openWorld({ world: demo });
  const env = { REXCTL_USER: login, REXCTL_TOKEN: 'x' };
  const id = String(demo.templates.at(-1)?.id);
  // No server stores it.
  const value = all.replaceAll('\u0000', '');
  const stdin = JSON.stringify({ [asName(texts[0] ?? 'x')]: value });
  const argv = ['run', '--template', id, '--search', 'hostgroup = evil', '--inputs-file', '-'];
  const ran = await world.run([...argv, '--yes', '--quiet'], { env, stdin });
  if (ran.code !== 3) throw new Error(`the job was not made: ${ran.stderr}`);
  return world;
}
