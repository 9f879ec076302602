/**
 * All environment variables that the program reads, with their meanings. The type `Environment` has
 * no others, and the manual prints these rows.
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
    https_proxy: 'the same; it overrides `HTTPS_PROXY`',
    NO_PROXY: 'hosts to reach without the proxy, separated by commas',
    no_proxy: 'the same; it overrides `NO_PROXY`',
  },
  secrets: {
    REXCTL_SSH_PASSWORD: 'password of the SSH user',
    REXCTL_KEY_PASSPHRASE: 'passphrase of the SSH key',
    REXCTL_EFFECTIVE_USER_PASSWORD: 'password of the effective user',
    REXCTL_INPUT_NAME: 'value of the hidden input `name` of a template',
  },
  color: {
    REXCTL_NO_COLOR: 'no color, as `--no-color`; any value',
    NO_COLOR: 'no color; any value',
    FORCE_COLOR: 'color also in a pipe; `0` or `false`: no color',
    CLICOLOR_FORCE: 'color also in a pipe; `0` counts as not set',
    CLICOLOR: '`0`: no color',
    TERM: '`dumb`: no color, nothing redrawn; `linux`: no symbols',
    COLORTERM: '`truecolor` or `24bit`: the terminal has all colors',
  },
  pager: {
    REXCTL_PAGER: 'pager of rexctl, instead of `PAGER`; empty or `cat`: none',
    PAGER: 'pager of all programs; default: `less`; empty or `cat`: none',
    LESS: 'options of `less`; default: `FRX`',
  },
  programs: {
    VISUAL: 'editor of `run --edit`, with its options; not with `TERM=dumb`',
    EDITOR:
      'the same, if `VISUAL` is not set; default: the first of `sensible-editor`, `nano`, `vi`',
    BROWSER: 'browser of `show --web`; `%s` in it is the address; default: that of the system',
    DISPLAY: 'Linux: there is a desktop, for the browser and for `--notify`',
    WAYLAND_DISPLAY: 'the same as `DISPLAY`',
  },
  terminal: {
    COLUMNS: 'width, if the terminal does not report it; in a pipe that of `--format table`',
    CI: 'missing values are not asked for; no links, no pauses in the demo; any value',
    LC_ALL: 'a UTF-8 locale allows symbols such as ✔ and ✘',
    LC_CTYPE: 'the same, if `LC_ALL` is not set',
    LANG: 'the same, if neither is set',
    FORCE_HYPERLINK: 'links on every terminal; `0` or `false`: no links',
    TERM_PROGRAM: 'name of the terminal: links, `--notify`; on Windows also symbols',
    TERM_PROGRAM_VERSION: 'its version: old versions have no links',
    VTE_VERSION: 'GNOME Terminal and others: links, `--notify`',
    KITTY_WINDOW_ID: 'kitty: links, `--notify`',
    WT_SESSION: 'Windows Terminal: links and symbols',
    SSH_CONNECTION: 'you are logged in over ssh: `--notify` uses the terminal',
    TMUX: 'you are in tmux: `--notify` passes through it',
    STY: 'you are in screen: `--notify` passes through it',
  },
  time: {
    TZ: 'your time zone, e.g. `Europe/Berlin`',
  },
  folders: {
    XDG_CONFIG_HOME: 'folder of the settings file',
    XDG_STATE_HOME: 'folder of sessions, cancels, locks and the local history',
    XDG_CACHE_HOME: 'folder of the caches',
    NODE_COMPILE_CACHE: 'folder of the compiled program, instead of the caches',
    NODE_DISABLE_COMPILE_CACHE: 'do not save the compiled program; any value',
    XDG_DATA_HOME: 'folder in which `rexctl doctor` looks for the completion of bash',
    SHELL: 'the shell whose completion `rexctl doctor` looks for',
    APPDATA: 'Windows: folder of the settings file',
    LOCALAPPDATA: 'Windows: folder of state and caches',
  },
} as const;

type Groups = typeof environmentVariables;
type Declared = { [Group in keyof Groups]: keyof Groups[Group] }[keyof Groups];
/** The variable with the value of a hidden input. */
export type InputVariable = `REXCTL_INPUT_${string}`;

/** The environment as the program can read it. */
export type Environment = Readonly<
  Partial<Record<Exclude<Declared, 'REXCTL_INPUT_NAME'> | InputVariable, string>>
>;
