import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runShell } from '../../src/demo/hosts/shell.ts';
import { DemoWorld } from '../../src/demo/world/world.ts';

const host = new DemoWorld().addHost({ name: 'web01.example.com' });
const job = {
  id: 1,
  template: 'Run',
  inputs: {},
  script: '',
  effective_user: 'root',
  seed: 1,
  startedAt: Date.parse('2026-11-23T14:00:00Z'),
};

function run(script: string) {
  const { steps, end } = runShell(script, host, job);
  return {
    text: steps.map((step) => step.text).join(''),
    code: end.kind === 'exit' ? end.code : null,
  };
}

/** How long the script runs, in milliseconds. */
function duration(script: string): number {
  const { steps, end } = runShell(script, host, job);
  const rest = end.kind === 'hang' ? Number.NaN : end.afterMs;
  return steps.reduce((sum, { afterMs }) => sum + afterMs, rest);
}

test.each([
  ['echo hello world', 'hello world\n', 0],
  ['echo -n "a  b"; echo \'c\'', 'a  bc\n', 0],
  ['hostname', 'web01.example.com\n', 0],
  ['hostname -s', 'web01\n', 0],
  ['uname -r', '6.1.0-28-amd64\n', 0],
  ['true && echo yes || echo no', 'yes\n', 0],
  ['false && echo yes || echo no', 'no\n', 0],
  ['exit 300', '', 44],
  ['echo a; exit 3; echo b', 'a\n', 3],
  ['foo', 'bash: line 1: foo: command not found\n', 127],
  ['constructor', 'bash: line 1: constructor: command not found\n', 127],
  ['cat /etc/shadow', 'cat: /etc/shadow: No such file or directory\n', 1],
  ['#!/bin/sh\r\nset -e\r\necho done\r\n', 'done\n', 0],
  ['', '', 0],
])('%j prints %j and ends with %j', (script, text, code) => {
  expect(run(script)).toEqual({ text, code });
});

describe('quotes, variables and expansions', () => {
  test.each([
    ['x=1; echo $x "$x" \'$x\' "${x}" \\$x', '1 1 $x 1 $x\n'],
    ['echo ${none:-fallback} [$none]', 'fallback []\n'],
    ['x="a  b"; echo $x; echo "$x"', 'a b\na  b\n'],
    ['echo $(hostname -s)-`id -un`', 'web01-root\n'],
    ['echo "$(echo "a b")"', 'a b\n'],
    ['echo $(echo $(echo deep))', 'deep\n'],
    ['echo $((1 + 2 * (3 - 1))) $((7 / 2)) $((7 % 4))', '5 3 3\n'],
    ['i=4; i=$((i+1)); echo $i $(( -(2) ))', '5 -2\n'],
    ['x=1 true; echo [$x]', '[]\n'],
    ['x=$(exit 3); echo $?', '3\n'],
    ['false; echo $?; true; echo $?', '1\n0\n'],
    ['echo "" x', ' x\n'],
    ['echo a\\ b "q\\"q" "n\\n"', 'a b q"q n\\n\n'],
    ['echo a\\\nb', 'ab\n'],
    ['echo one # two', 'one\n'],
    ['echo web{1..3} {3..1} {08..10}', 'web1 web2 web3 3 2 1 08 09 10\n'],
    ['echo $HOME $USER $HOSTNAME $0', '/root root web01.example.com\n'],
    ['echo a=b "c=d" $', 'a=b c=d $\n'],
    ['export A=1 B; unset A; echo "[$A]"', '[]\n'],
  ])('%j prints %j', (script, text) => {
    expect(run(script)).toEqual({ text, code: 0 });
  });
});

describe('loops, conditions and lists', () => {
  test.each([
    ['for i in 1 2 3; do echo $i; done', '1\n2\n3\n', 0],
    ['for i in $(seq 2); do\n  echo "no $i"\ndone', 'no 1\nno 2\n', 0],
    ['for i in a b; do if [ $i = a ]; then continue; fi; echo $i; break; done', 'b\n', 0],
    ['for i in {1..3}; do echo $i; [ $i -lt 2 ] || exit 7; done', '1\n2\n', 7],
    ['i=0; while [ $i -lt 3 ]; do i=$((i+1)); done; echo $i', '3\n', 0],
    ['i=0; until test $i -ge 2; do i=$((i+1)); echo $i; done', '1\n2\n', 0],
    ['if true; then echo a; else echo b; fi', 'a\n', 0],
    ['if false; then echo a; elif [ -f /etc/os-release ]; then echo b; fi', 'b\n', 0],
    ['if ! true; then echo a; else echo b; fi', 'b\n', 0],
    ['if false; then echo a; fi', '', 0],
    ['{ echo a; false; } && echo b; (exit 4)', 'a\n', 4],
    ['x=1; (x=2; echo $x); echo $x', '2\n1\n', 0],
    ['true &&\nfalse || echo c', 'c\n', 0],
    ['set -e; false; echo never', '', 1],
    ['set -e; false || true; if false; then :; fi; ! true; echo here', 'here\n', 0],
    ['set -e; true && false; echo never', '', 1],
    ['set -e; x=$(false); echo never', '', 1],
    ['break; continue; echo after', 'after\n', 0],
    ['exit', '', 0],
    ['false; exit', '', 1],
    ['sleep 5 & echo now; wait', 'now\n', 0],
  ])('%j prints %j and ends with %j', (script, text, code) => {
    expect(run(script)).toEqual({ text, code });
  });
});

describe('functions', () => {
  test.each([
    ['f() { echo "$1 of $#: $@"; }; f a "b c"', 'a of 2: a b c\n', 0],
    ['function f { return 3; echo no; }; f; echo $?', '3\n', 0],
    ['f()\n{\n  false\n}\nf || echo failed', 'failed\n', 0],
    ['x=1; f() { local x=2 y; y=3; echo $x$y; }; f; echo "$x$y$1"', '23\n1\n', 0],
    ['f() { for i in 1 2; do return $i; done; }; f', '', 1],
    ['f() { break; echo in; }; for i in 1 2; do f; done', 'in\nin\n', 0],
    ['f() { exit 4; }; f; echo no', '', 4],
    ['f() { echo x; }; f | wc -l; echo $(f)', '1\nx\n', 0],
    ['return 2', "bash: line 1: return: can only `return' from a function or sourced script\n", 2],
    ['local x=1', 'bash: line 1: local: can only be used in a function\n', 1],
    ['f() { f; }; f', 'bash: line 1: functions are nested more than 20 deep\n', 1],
  ])('%j prints %j and ends with %j', (script, text, code) => {
    expect(run(script)).toEqual({ text, code });
  });
});

describe('texts in the script', () => {
  test.each([
    ['cat <<EOF\n"$USER" \\$x $(hostname -s)\nEOF\necho after', '"root" $x web01\nafter\n'],
    ["cat <<'EOF'\n$USER\nEOF\n", '$USER\n'],
    ['cat <<-EOF | wc -l\n\ta\n\tb\n\tEOF\n', '2\n'],
    ['cat <<A; cat <<B\na\nA\nb\nB', 'a\nb\n'],
    ['cat << EOF\nnever closed', 'never closed\n'],
    ['if grep -q b <<<"a b"; then echo yes; fi', 'yes\n'],
  ])('%j prints %j', (script, text) => {
    expect(run(script)).toEqual({ text, code: 0 });
  });
});

describe('redirections and pipes', () => {
  test.each([
    ['echo oops >&2', 'oops\n', 0],
    ['echo gone > /dev/null; echo gone >/tmp/x', '', 0],
    ['nothing 2>/dev/null || echo caught', 'caught\n', 0],
    ['nothing &> /dev/null', '', 127],
    ['cat < /dev/null', '', 0],
    ['nothing 2>&1 | grep -c found', '1\n', 0],
    ['echo hidden >&2 | cat', 'hidden\n', 0],
    ['for i in 1 2; do echo $i; done >/dev/null', '', 0],
    ['seq 5 | head -n 2; seq 5 | tail -1; seq 12 | tail -n 0', '1\n2\n5\n', 0],
    ['seq 3 | wc -l; echo a b | wc -w; echo ab | wc', '3\n2\n1 1 3\n', 0],
    ['printf "b\\na\\nb\\n" | sort | uniq -c', '      1 a\n      2 b\n', 0],
    ['printf "10\\n9\\n9\\n" | sort -rnu', '10\n9\n', 0],
    ['echo ALPHA | grep -i ^al; echo alpha | grep -v x$', 'ALPHA\nalpha\n', 0],
    ['echo alpha | grep ^alpha$ | grep -q pha && echo yes', 'yes\n', 0],
    ['uptime | grep -q nothing', '', 1],
    ['seq 3 | grep', 'Usage: grep [OPTION]... PATTERNS [FILE]...\n', 2],
    ['grep root /etc/passwd', 'root:x:0:0:root:/root:/bin/bash\n', 0],
    ['grep root /etc/shadow', 'grep: /etc/shadow: No such file or directory\n', 2],
    ['grep root /etc', 'grep: /etc: Is a directory\n', 2],
    ['head -n 1 /etc/os-release', 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n', 0],
    ['tail -1 /etc/os-release; head -2 /etc/hostname', 'ID=debian\nweb01.example.com\n', 0],
    ['wc -l /etc/passwd; wc -l /nope', '3 /etc/passwd\nwc: /nope: No such file or directory\n', 1],
    [
      'sort /etc/hostname; sort /nope',
      'web01.example.com\nsort: /nope: No such file or directory\n',
      2,
    ],
    ['tail /var/log/messages', 'tail: /var/log/messages: No such file or directory\n', 1],
    ['x=1 | true; ! false', '', 0],
  ])('%j prints %j and ends with %j', (script, text, code) => {
    expect(run(script)).toEqual({ text, code });
  });
});

describe('programs', () => {
  test.each([
    ['id -un; id -u; whoami; nproc; pwd', 'root\n0\nroot\n4\n/root\n', 0],
    ['id', 'uid=0(root) gid=0(root) groups=0(root)\n', 0],
    ['hostname -f; hostname -d; hostname -I', 'web01.example.com\nexample.com\n10.20.0.1\n', 0],
    ['cat /etc/hostname; echo x | cat -', 'web01.example.com\nx\n', 0],
    ['date', 'Mon Nov 23 14:00:00 UTC 2026\n', 0],
    ['sleep 90; date "+%F %T %s %Q%%"', '2026-11-23 14:01:30 1795442490 %Q%\n', 0],
    ['seq 3 -1 1; seq 2 3; seq 5 4', '3\n2\n1\n2\n3\n', 0],
    ['seq x', "seq: invalid argument: 'x'\n", 1],
    ['seq', 'seq: missing operand\n', 1],
    ['echo -e "a\\tb\\x41\\101\\\\"; echo -ne x; echo -x', 'a\tbAA\\\nx-x\n', 0],
    ['printf "%s is %03d\\n" a 7 b 8', 'a is 007\nb is 008\n', 0],
    [
      'printf "%-4s|%4s|%.1f|%x|%c|%b%%\\n" a b 2.25 255 xyz "q\\n"',
      'a   |   b|2.3|ff|x|q\n%\n',
      0,
    ],
    ['printf', 'printf: usage: printf [-v var] format [arguments]\n', 2],
    ['sleep soon', "sleep: invalid time interval 'soon'\n", 1],
    ['sleep', 'sleep: missing operand\n', 1],
    ['systemctl restart nginx; systemctl is-enabled nginx', 'enabled\n', 0],
    ['systemctl status foo', 'Unit foo.service could not be found.\n', 4],
    ['systemctl frob', "Unknown command verb 'frob'.\n", 1],
    [
      'systemctl status sshd',
      '● ssh.service - OpenBSD Secure Shell server\n     Loaded: loaded (/lib/systemd/system/ssh.service; enabled; preset: enabled)\n     Active: active (running)\n',
      0,
    ],
    ['uname; uname -n; uname -rm', 'Linux\nweb01.example.com\n6.1.0-28-amd64 x86_64\n', 0],
    [
      'uname -a',
      'Linux web01.example.com 6.1.0-28-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.119-1 (2024-11-22) x86_64 GNU/Linux\n',
      0,
    ],
    [
      'ls; ls /usr; ls -d /etc; ls /etc/hosts',
      'bin\nlib\nlocal\nsbin\nshare\n/etc\n/etc/hosts\n',
      0,
    ],
    ['ls /nope /home', "ls: cannot access '/nope': No such file or directory\n/home:\n", 2],
    [
      'ls -l /etc | head -3',
      'total 40\ndrwxr-xr-x 2 root root 4096 Feb  2 08:15 apt\ndrwxr-xr-x 2 root root 4096 Feb  2 08:15 cron.d\n',
      0,
    ],
    ['ls -l / | wc -l; who; reboot', '20\n', 0],
    ['cat /etc; cat /etc/debian_version', 'cat: /etc: Is a directory\n12.8\n', 0],
    ['df /nope', 'df: /nope: No such file or directory\n', 1],
    [
      'df -h / | wc -l; df | wc -l; free | wc -l; ps | wc -l; ps aux | grep -c nginx',
      '2\n3\n3\n2\n2\n',
      0,
    ],
    ['systemctl is-active --quiet nginx', '', 0],
    ['/usr/bin/hostname; sudo hostname; bash -c "exit 5"', `${'web01.example.com\n'.repeat(2)}`, 5],
    ['sudo', '', 1],
    ['cd /tmp; sh script.sh', '', 0],
  ])('%j prints %j and ends with %j', (script, text, code) => {
    expect(run(script)).toEqual({ text, code });
  });

  test.each([
    ['-z ""', 0],
    ['-n ""', 1],
    ['', 1],
    ['word', 0],
    ['! word', 1],
    ['-d /etc/', 0],
    ['-e /nowhere', 1],
    ['-r /etc/passwd', 0],
    ['-x /etc/passwd', 1],
    ['a == a', 0],
    ['a != a', 1],
    ['2 -eq 2', 0],
    ['2 -ne 2', 1],
    ['2 -le 2', 0],
    ['3 -gt 2', 0],
  ])('test %s ends with %i', (expression, code) => {
    expect(run(`test ${expression}`)).toEqual({ text: '', code });
  });

  test.each([
    ['[ a = a', "[: missing `]'"],
    ['[ a -eq 1 ]', '[: a: integer expression expected'],
    ['[ a ~ b ]', '[: ~: binary operator expected'],
    ['[ -q b ]', '[: -q: unary operator expected'],
    ['test a b c d', 'test: too many arguments'],
  ])('%s is refused', (script, message) => {
    expect(run(script)).toEqual({ text: `bash: line 1: ${message}\n`, code: 2 });
  });

  test('uptime and os-release look like themselves', () => {
    expect(run('uptime').text).toMatch(
      /^ 14:00:00 up \d+ days,.*load average: [\d.]+, [\d.]+, [\d.]+\n$/,
    );
    expect(run('cat /etc/os-release').text).toContain('Debian GNU/Linux 12');
  });
});

describe('scripts that bash refuses, and what this shell does not know', () => {
  test.each([
    ['echo "open', 'line 1: unexpected EOF while looking for matching `"\''],
    ["\necho 'open", "line 2: unexpected EOF while looking for matching `''"],
    ['echo $(hostname', "line 1: unexpected EOF while looking for matching `)'"],
    ['echo ${', "line 1: unexpected EOF while looking for matching `}'"],
    ['echo ${a b}', 'line 1: ${a b}: bad substitution'],
    ['echo $((1/0))', 'line 1: the shell of this demo cannot calculate `1/0`'],
    ['echo $((2 ** 3))', 'line 1: the shell of this demo cannot calculate `2 ** 3`'],
    ['done', "line 1: syntax error near unexpected token `done'"],
    ['for i in 1; echo', "line 1: syntax error near unexpected token `echo'"],
    ['for 1 in a; do :; done', "line 1: syntax error near unexpected token `1'"],
    ['if true\nthen', 'line 2: syntax error: unexpected end of file'],
    ['true && && false', "line 1: syntax error near unexpected token `&&'"],
    ['(true', 'line 1: syntax error: unexpected end of file'],
    ['f( x', "line 1: syntax error near unexpected token `x'"],
    ['f() echo', "line 1: syntax error near unexpected token `echo'"],
    ['case a in a) ;; esac', 'line 1: the shell of this demo does not know `case`'],
    ['( '.repeat(80), 'line 1: nested too deeply'],
  ])('%j', (script, message) => {
    expect(run(script)).toEqual({ text: `bash: ${message}\n`, code: 2 });
  });
});

describe('time', () => {
  test('sleep takes time', () => {
    const { steps, end } = runShell('sleep 2; echo x; sleep 0.5', host, job);
    expect(steps[0]?.afterMs).toBe(2005);
    expect(end).toEqual({ kind: 'exit', afterMs: 510, code: 0 });
  });

  test.each([
    ['for i in 1 2 3; do sleep 1m; done', 180_010],
    ['sleep 1 2', 3010],
    ['sleep 60 & true', 10],
    ['sleep 1 | sleep 1; echo $(sleep 1)', 3015],
    ['sleep 99999999999', 365 * 86_400_000 + 10],
  ])('%j takes %i ms', (script, ms) => {
    expect(duration(script)).toBe(ms);
  });
});

describe('every script ends, and none throws', () => {
  const stopped = 'bash: stopped: this script is too long for the shell of this demo\n';

  test.each([
    ['while true; do :; done'],
    ['while true; do echo x; done; echo after'],
    ['x=a; while :; do x=$x$x; done'],
    ['for a in {1..100000}; do for b in {1..100000}; do :; done; done'],
    ['for a in $(seq 100000); do for b in $(seq 100000); do :; done; done'],
    ['while true; do (while true; do (exit 1); done); done'],
    ['while true; do nothing; done'],
    ['printf "%99s" $(seq 20000)'],
    [`for i in ${'{1..10000} '.repeat(1000)}; do :; done`],
  ])('%s', (script) => {
    const { text, code } = run(script);
    expect(text.endsWith(stopped)).toBe(true);
    expect(text.length).toBeLessThan(1_500_000);
    expect(code).toBe(1);
  });

  test('a script that calls itself', () => {
    expect(run('x=\'bash -c "$x"\'; bash -c "$x"').code).toBe(1);
  });

  test.each([
    [`echo ${'$(echo '.repeat(3000)}${')'.repeat(3000)}`],
    [`echo ${'"$('.repeat(30_000)}`],
    ['('.repeat(30_000)],
    ['{ '.repeat(30_000)],
    ['if '.repeat(30_000)],
    ['! '.repeat(30_000)],
    [`${'sudo '.repeat(30_000)}`],
    [`echo $((${'('.repeat(30_000)}`],
    [`echo $((${'-'.repeat(30_000)}1))`],
    [`true${' && true'.repeat(30_000)}`],
    [`true${' | true'.repeat(30_000)}`],
  ])('nested or repeated without end: %.20s', (script) => {
    expect(run(script).code).not.toBeNull();
  });

  const words = ['if', 'then', 'else', 'fi', 'for', 'in', 'do', 'done', 'while', 'until', 'true'];
  const signs = [
    ';',
    '&&',
    '||',
    '|',
    '&',
    '(',
    ')',
    '{',
    '}',
    '!',
    '\n',
    '"',
    "'",
    '`',
    '$(',
    '$((',
    '))',
    '${',
    '<',
    '>',
    '>&2',
    '2>&1',
    '<<',
    '<<<',
    '()',
    '[',
    ']',
    '\\',
    '#',
  ];
  const others = [
    'false',
    'echo',
    'x=1',
    '$x',
    'exit',
    'f',
    'function',
    'return',
    'local',
    'break',
    'continue',
    'seq',
    '3',
    '-n',
    'sleep',
    'cat',
    'grep',
    'head',
    'sort',
    'printf',
    '%s',
    'test',
    '=',
    'bash',
    '-c',
    '{1..9}',
    'set',
    '-e',
  ];

  test('made of the words of the shell', () => {
    const piece = fc.constantFrom(...words, ...signs, ...others);
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), fc.constantFrom(' ', ''), (pieces, glue) => {
        const { code } = run(pieces.join(glue));
        expect(code).toBeGreaterThanOrEqual(0);
        expect(code).toBeLessThan(256);
      }),
      { numRuns: 3000 },
    );
  });

  test('made of any characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (script) => {
        expect(run(script).code).not.toBeNull();
      }),
      { numRuns: 1000 },
    );
  });
});

test.each([
  ['x=$(printf "a\\nb\\n"); echo "$x"', 'a\nb\n', 0],
  [
    'for a in 1 2; do for b in 1 2 3; do [ $b = 2 ] && continue 2; echo $a$b; done; done',
    '11\n21\n',
    0,
  ],
  ['for a in 1 2; do for b in 1 2; do echo $a$b; break 2; done; done', '11\n', 0],
  ['for a in 1 2; do echo $a; break 5; done; echo end', '1\nend\n', 0],
  ['exit abc', 'bash: line 1: exit: abc: numeric argument required\n', 2],
  ['set -euo pipefail; false | true; echo no', '', 1],
  ['set -o pipefail; false | true; echo $?', '1\n', 0],
  ['set -e; set +e; false; echo yes', 'yes\n', 0],
  ['set -u; echo $none; echo no', 'bash: line 1: none: unbound variable\n', 1],
  ['set -u; x=; echo "[$x]" "${none:-}" $# $?', '[]  0 0\n', 0],
  [
    'echo web{1..2}-{a,b} {c..a} {x} {08..10}',
    'web1-a web1-b web2-a web2-b c b a {x} 08 09 10\n',
    0,
  ],
  ['x=5; ((x++)); echo $x', 'bash: line 1: the shell of this demo does not know `((`\n', 2],
  ['f() { echo f; }; f', 'f\n', 0],
  ['seq 1 0 3', "seq: invalid Zero increment value: '0'\n", 1],
  ['seq 100001', 'seq: the shell of this demo counts no more than 100000 numbers\n', 1],
  ['a=(1 2)', 'bash: line 1: the shell of this demo does not know `=(`\n', 2],
])('%j prints and ends as in bash, or reports what it does not know', (script, text, code) => {
  expect(run(script)).toEqual({ text, code });
});

test('braces in a row make no more words than a script may have', () => {
  expect(run('for i in {1..9999}{1..9999}{1..9999}; do :; done').code).not.toBeNull();
});
