import type { DemoHost } from '../../../world/world-records.ts';

const osRelease = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
`;

const passwd = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
`;

/** The names in each folder of a host. */
const folders: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    '/': 'bin boot dev etc home lib lib64 media mnt opt proc root run sbin srv sys tmp usr var',
    '/etc': 'apt cron.d debian_version hostname hosts nginx os-release passwd ssh systemd',
    '/home': '',
    '/opt': '',
    '/root': '',
    '/srv': '',
    '/tmp': '',
    '/usr': 'bin lib local sbin share',
    '/var': 'backups cache lib lock log mail opt run spool tmp www',
    '/var/log': 'apt dpkg.log journal nginx',
  }).map(([folder, names]) => [folder, names === '' ? [] : names.split(' ')]),
);

/** The text of a file; `undefined` for a path that cannot be read. */
export function fileText(path: string, { name, ip }: DemoHost): string | undefined {
  switch (path) {
    case '/dev/null':
      return '';
    case '/etc/os-release':
      return osRelease;
    case '/etc/debian_version':
      return '12.8\n';
    case '/etc/hostname':
      return `${name}\n`;
    case '/etc/hosts':
      return `127.0.0.1\tlocalhost\n${ip ?? '127.0.1.1'}\t${name} ${name.split('.')[0]}\n`;
    case '/etc/passwd':
      return passwd;
    default:
      return undefined;
  }
}

/** The names in a folder, in the order of `ls`; `undefined` if the path is not a folder. */
export function namesIn(path: string): readonly string[] | undefined {
  return folders.get(path.length > 1 ? path.replace(/\/+$/, '') : path);
}

/** Whether the path exists in its folder. */
export function isFile(path: string): boolean {
  const at = path.lastIndexOf('/');
  return namesIn(path.slice(0, at) || '/')?.includes(path.slice(at + 1)) === true;
}
