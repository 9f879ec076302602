/**
 * Every environment variable that the program reads, by what it is for. The program can read no
 * other, and the manual prints these very rows.
 */
export const environmentVariables = {
  connection: {
    REXCTL_PROFILE: 'connection profile, as `--profile`',
    REXCTL_SERVER: 'Foreman server, as `--server`',
    REXCTL_USER: 'user name, as `--login`',
    REXCTL_TOKEN: 'password or personal access token',
    REXCTL_TOKEN_FILE: 'file with the password or token, as `--token-file`',
    REXCTL_CA_FILE: "certificate of the server's CA, as `--ca-file`",
    REXCTL_ORGANIZATION: 'organization to work in, as `--organization`',
    REXCTL_LOCATION: 'location to work in, as `--location`',
  },
  proxy: {
    HTTPS_PROXY: 'proxy for servers with an https address',
    https_proxy: 'the same, before `HTTPS_PROXY`',
    NO_PROXY: 'hosts that are reached without the proxy',
    no_proxy: 'the same, before `NO_PROXY`',
  },
  secrets: {
    REXCTL_SSH_PASSWORD: 'password of the SSH user',
    REXCTL_KEY_PASSPHRASE: 'passphrase of the SSH key',
    REXCTL_EFFECTIVE_USER_PASSWORD: 'password of the effective user',
    REXCTL_INPUT_NAME: 'value of the hidden template input `name`',
  },
  terminal: {
    REXCTL_NO_COLOR: 'no color, as `--no-color`; any value',
    NO_COLOR: 'no color; any value',
    FORCE_COLOR: 'color also in a pipe; `0` or `false`: none',
    CLICOLOR_FORCE: 'color also in a pipe; `0` counts as not set',
    CLICOLOR: '`0`: no color',
    COLORTERM: '`truecolor` or `24bit`: all colors',
    TERM: '`dumb`: no color, nothing redrawn; `linux`: no symbols',
    LC_ALL: 'a UTF-8 locale allows symbols such as ✔ and ✘',
    LC_CTYPE: 'the same, where `LC_ALL` is not set',
    LANG: 'the same, where neither is set',
    WT_SESSION: 'Windows Terminal: links; on Windows symbols where no locale is set',
    TERM_PROGRAM: 'the terminal, which may show links; on Windows symbols, too',
    TERM_PROGRAM_VERSION: 'its version, because older ones have no links',
    VTE_VERSION: 'version of GNOME Terminal and others, for links',
    KITTY_WINDOW_ID: 'kitty: links',
    FORCE_HYPERLINK: 'links on every terminal; `0` or `false`: none',
    COLUMNS: 'width of a terminal that does not report it, and of `--format table` in a pipe',
    CI: '`rexctl demo` does not pause, no links, and nothing that is missing is asked for; any value',
    REXCTL_PAGER: 'shows long answers and help on a terminal, instead of `PAGER`',
    PAGER: 'the same for all programs; default `less`; empty or `cat`: none',
    LESS: 'options of `less` instead of those of rexctl',
    VISUAL: 'editor of `run --edit`, with its options; not where TERM is `dumb`',
    EDITOR: 'the same, where `VISUAL` is not set; default: `sensible-editor`, `nano` or `vi`',
    BROWSER: 'command that opens the page of `show --web`; `%s` in it is the address',
    DISPLAY: 'Linux: a desktop, where `show --web` opens a browser and `--notify` shows a notice',
    WAYLAND_DISPLAY: 'the same',
    SSH_CONNECTION: 'set by ssh: `--notify` uses the terminal',
    TMUX: 'set by tmux: `--notify` passes the notice through it',
    STY: 'the same for screen',
  },
  time: {
    TZ: 'your time zone, e.g. `Europe/Berlin`',
  },
  folders: {
    XDG_CONFIG_HOME: 'folder of the settings file',
    XDG_STATE_HOME: 'folder of sessions, cancels, locks and the local history',
    XDG_CACHE_HOME: 'folder of the caches',
    NODE_COMPILE_CACHE: 'another folder for the compiled program, which is kept in the caches',
    NODE_DISABLE_COMPILE_CACHE: 'the compiled program is not kept; any value',
    XDG_DATA_HOME: 'where `rexctl doctor` looks for the completion of bash',
    SHELL: 'the shell whose completion `rexctl doctor` looks for',
    APPDATA: 'Windows: folder of the settings file',
    LOCALAPPDATA: 'Windows: folder of state and caches',
  },
} as const;

type Groups = typeof environmentVariables;
type Declared = { [Group in keyof Groups]: keyof Groups[Group] }[keyof Groups];
/** The name of the input stands in it. */
export type InputVariable = `REXCTL_INPUT_${string}`;

/** What the program may read of the environment. */
export type Environment = Readonly<
  Partial<Record<Exclude<Declared, 'REXCTL_INPUT_NAME'> | InputVariable, string>>
>;
