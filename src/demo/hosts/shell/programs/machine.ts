import { fraction } from '../../random.ts';
import type { Call, Program } from './call.ts';
import { isFile, namesIn } from './files.ts';

/** Programs that show or control the machine. */
export const machinePrograms: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['df', df],
  ['free', free],
  ['ls', ls],
  ['ps', ps],
  ['reboot', () => 0],
  ['systemctl', systemctl],
  ['uname', uname],
  ['who', () => 0],
]);

/** A random number from `least` to below `least + span`, always the same for a host. */
function drawn({ host, job }: Call, what: string, least: number, span: number): number {
  return least + Math.floor(fraction(what, job.seed, host.name) * span);
}

function hasLetter(words: readonly string[], letter: string): boolean {
  return words.some((word) => /^-[a-zA-Z]+$/.test(word) && word.includes(letter));
}

/** Rows in columns; the columns in `left` are aligned left, the others right. */
function aligned(rows: readonly (readonly string[])[], left: ReadonlySet<number>): string {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, at) =>
        left.has(at) ? cell.padEnd(widths?.[at] ?? 0) : cell.padStart(widths?.[at] ?? 0),
      )
      .join(' ')
      .trimEnd(),
  );
  return lines.map((line) => `${line}\n`).join('');
}

const diskGiB = 40;

/** Prints the disks; with paths, only the disk that contains them all. */
function df(call: Call): number {
  const { words, print, complain } = call;
  const paths = words.filter((word) => !word.startsWith('-'));
  const missing = paths.find((path) => namesIn(path) === undefined && !isFile(path));
  if (missing !== undefined) {
    complain(`df: ${missing}: No such file or directory`);
    return 1;
  }
  const used = drawn(call, 'disk', 6, 28);
  const isShort = hasLetter(words, 'h');
  const size = (gib: number) => (isShort ? `${gib}G` : String(gib * 1024 ** 2));
  const free = diskGiB - used - 2;
  const share = `${Math.ceil((100 * used) / (used + free))}%`;
  const memory = isShort ? ['392M', '640K', '391M'] : ['401408', '640', '400768'];
  print(
    aligned(
      [
        [
          'Filesystem',
          isShort ? 'Size' : '1K-blocks',
          'Used',
          isShort ? 'Avail' : 'Available',
          'Use%',
          'Mounted on',
        ],
        ['/dev/sda1', size(diskGiB), size(used), size(free), share, '/'],
        ...(paths.length > 0 ? [] : [['tmpfs', ...memory, '1%', '/run']]),
      ],
      new Set([0, 5]),
    ),
  );
  return 0;
}

function free(call: Call): number {
  const { words, print } = call;
  const isShort = hasLetter(words, 'h');
  const total = 3915;
  const used = drawn(call, 'memory', 600, 1800);
  const cached = drawn(call, 'cache', 300, 1000);
  const size = (mib: number) => {
    if (isShort) return mib < 1000 ? `${mib}Mi` : `${(mib / 1024).toFixed(1)}Gi`;
    return String(hasLetter(words, 'm') ? mib : mib * 1024);
  };
  const row = (name: string, ...cells: readonly string[]) =>
    `${name.padEnd(7)}${cells
      .map((cell) => cell.padStart(13))
      .join('')
      .slice(0)}\n`;
  print(
    [
      row('', 'total', 'used', 'free', 'shared', 'buff/cache', 'available'),
      row('Mem:', ...[total, used, total - used - cached, 3, cached, total - used].map(size)),
      row('Swap:', ...[974, 0, 974].map(size)),
    ].join(''),
  );
  return 0;
}

/** Prints each name on a line, as in a pipe. */
function ls({ words, print, complain }: Call): number {
  const paths = words.filter((word) => !word.startsWith('-'));
  const shown = paths.length === 0 ? ['/root'] : paths;
  let status = 0;
  for (const path of shown) {
    const lines = listing(path, words);
    if (lines === null) {
      complain(`ls: cannot access '${path}': No such file or directory`);
      status = 2;
    } else print([...(shown.length > 1 ? [`${path}:`] : []), ...lines, ''].join('\n'));
  }
  return status;
}

/** The lines for a path; `null` = it does not exist. */
function listing(path: string, options: readonly string[]): readonly string[] | null {
  const names = hasLetter(options, 'd') ? undefined : namesIn(path);
  if (names === undefined && namesIn(path) === undefined && !isFile(path)) return null;
  if (!hasLetter(options, 'l')) return names ?? [path];
  return names === undefined ? [entry(path)] : [`total ${names.length * 4}`, ...names.map(entry)];
}

const plainFiles = /(?:^|\/)(?:debian_version|hostname|hosts|os-release|passwd|dpkg\.log)$/;

function entry(name: string): string {
  const kind = plainFiles.test(name)
    ? '-rw-r--r-- 1 root root  267'
    : 'drwxr-xr-x 2 root root 4096';
  return `${kind} Feb  2 08:15 ${name}`;
}

function ps({ words, print }: Call): number {
  const processes = [
    ['root', '1', '/sbin/init'],
    ['root', '412', '/usr/sbin/cron -f'],
    ['root', '436', 'sshd: /usr/sbin/sshd -D'],
    ['root', '618', 'nginx: master process /usr/sbin/nginx'],
    ['www-data', '619', 'nginx: worker process'],
  ];
  const isLong = words.length > 0;
  const header = isLong ? ['USER', 'PID', 'COMMAND'] : ['', 'PID', 'CMD'];
  const shown = isLong ? processes : [['', '2281', 'bash']];
  print(aligned([header, ...shown], new Set([0, 2])));
  return 0;
}

const descriptions: Readonly<Record<string, string>> = {
  cron: 'Regular background program processing daemon',
  nginx: 'A high performance web server and a reverse proxy server',
  ssh: 'OpenBSD Secure Shell server',
};

/** Shows or changes units; only root can change them. */
function systemctl(call: Call): number {
  const { words, job, complain } = call;
  const [verb = 'list-units', name = ''] = words.filter((word) => !word.startsWith('-'));
  const unit = name.replace(/\.service$/, '').replace(/^sshd$/, 'ssh');
  switch (verb) {
    case 'is-active':
    case 'is-enabled':
      return unitQuery(call, verb, name);
    case 'status':
      return unitStatus(call, unit);
    case 'start':
    case 'stop':
    case 'restart':
    case 'reload':
      if (job.effective_user === 'root') return 0;
      complain(`Failed to ${verb} ${unit}.service: Access denied`);
      return 4;
    default:
      complain(`Unknown command verb '${verb}'.`);
      return 1;
  }
}

/** Prints the state of a unit; every name is a unit. */
function unitQuery(call: Call, verb: 'is-active' | 'is-enabled', name: string): number {
  const { words, print } = call;
  const active = isActive(call, name);
  const answer = verb === 'is-enabled' ? 'enabled' : active ? 'active' : 'inactive';
  if (!words.includes('-q') && !words.includes('--quiet')) print(`${answer}\n`);
  return verb === 'is-enabled' || active ? 0 : 3;
}

function isActive({ host }: Call, unit: string): boolean {
  return fraction('unit', unit, host.name) < 0.9;
}

function unitStatus(call: Call, unit: string): number {
  const about = Object.hasOwn(descriptions, unit) ? descriptions[unit] : undefined;
  if (about === undefined) {
    call.complain(`Unit ${unit}.service could not be found.`);
    return 4;
  }
  const active = isActive(call, unit);
  call.print(
    `${active ? '●' : '○'} ${unit}.service - ${about}
     Loaded: loaded (/lib/systemd/system/${unit}.service; enabled; preset: enabled)
     Active: ${active ? 'active (running)' : 'inactive (dead)'}
`,
  );
  return active ? 0 : 3;
}

/** Prints the parts in their fixed order, not in the order of the letters. */
function uname({ words, host, print }: Call): number {
  const parts: Readonly<Record<string, string>> = {
    s: 'Linux',
    n: host.name,
    r: '6.1.0-28-amd64',
    v: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.119-1 (2024-11-22)',
    m: 'x86_64',
    o: 'GNU/Linux',
  };
  const letters = words.length === 0 ? 's' : words.join('');
  const isAll = letters.includes('a');
  const shown = Object.entries(parts).filter(([letter]) => isAll || letters.includes(letter));
  print(`${shown.map(([, text]) => text).join(' ')}\n`);
  return 0;
}
