import { shellWord } from '../text/shell-word.ts';

/**
 * Guesses the command line. By the other options, the words are a command, the rest of one without
 * quotes, or hosts.
 */
export function runGuess(
  words: readonly string[],
  options: Readonly<Record<string, unknown>>,
  argv: readonly string[],
): string {
  const { command } = options;
  const target = targetOf(options);
  const remote = argv.includes('--') ? argv.slice(argv.indexOf('--') + 1) : [];
  const hosts = words.slice(0, words.length - remote.length);
  // `run web01 -- uptime`, as with ssh.
  if (command === undefined && target === undefined && remote.length > 0 && hosts.length > 0)
    return `rexctl run -c ${shellWord(remote.join(' '))} --host ${shellWord(hosts.join(','))}`;
  if (typeof command === 'string' && target === undefined)
    return `rexctl run -c ${shellWord(command)} --host ${shellWord(words.join(','))}`;
  const line = typeof command === 'string' ? [command, ...words] : words;
  const more = hasMore(options) ? ' …' : '';
  return `rexctl run ${whatOf(line)} ${target ?? '--host NAME'}${more}`;
}

function whatOf([first = '', ...others]: readonly string[]): string {
  const isFile = others.length === 0 && /^\.{0,2}\/|\.(?:sh|py|pl|rb)$/.test(first);
  return isFile ? `--script ${shellWord(first)}` : `-c ${shellWord([first, ...others].join(' '))}`;
}

/** The hosts as the user typed them; several `--host` are joined. */
function targetOf({ host, search, bookmark }: Readonly<Record<string, unknown>>) {
  if (Array.isArray(host)) return `--host ${shellWord(host.join(','))}`;
  if (typeof search === 'string') return `--search ${shellWord(search)}`;
  return typeof bookmark === 'string' ? `--bookmark ${shellWord(bookmark)}` : undefined;
}

const shown: ReadonlySet<string> = new Set(['command', 'host', 'search', 'bookmark']);

/** Whether there are options that the guess does not show. */
function hasMore(options: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(options).some((name) => options[name] !== undefined && !shown.has(name));
}
