/**
 * One trap of the API: the named tests that keep the program out of it, or why none can meet it
 * yet.
 */
export type Trap =
  | { readonly what: string; readonly tests: readonly string[] }
  | { readonly what: string; readonly later: string };

/** By number. The title of a test that guards against a trap ends with it: `(trap 7)`. */
export const traps: Readonly<Record<number, Trap>> = {
  1: {
    what: 'Trusting failed_only on a static job',
    tests: ['commands/every-command/requests.test.ts', 'commands/rerun/rerun.test.ts'],
  },
  2: {
    what: "Trusting a rerun's search as proof of its hosts",
    tests: [
      'commands/rerun/host-set.test.ts',
      'commands/run/start.test.ts',
      'commands/rerun/rerun.test.ts',
      'commands/run/run.test.ts',
    ],
  },
  3: { what: 'Sending an empty host set', tests: ['jobs/search/search-query.test.ts'] },
  4: { what: 'Switches as strings are true', tests: ['commands/every-command/requests.test.ts'] },
  5: { what: 'force=false in a query aborts', tests: ['commands/every-command/requests.test.ts'] },
  6: {
    what: 'Repeating a cancel orphans the script',
    tests: ['commands/cancel/once.test.ts', 'commands/cancel/cancel.test.ts'],
  },
  7: {
    what: 'Expecting "cancelled" after cancelling a running job',
    tests: ['commands/run/end.test.ts', 'commands/cancel/cancel.test.ts'],
  },
  8: {
    what: 'Taking the answer to a cancel for its end',
    tests: ['commands/cancel/cancel.test.ts'],
  },
  9: {
    what: 'A cancel for some hosts cancels all before 16.1',
    tests: ['api/endpoints/jobs.test.ts'],
  },
  10: {
    what: 'Cancelling one job of a series and believing the series stopped',
    tests: ['commands/cancel/once.test.ts', 'commands/cancel/cancel.test.ts'],
  },
  11: {
    what: 'Waiting for the next run under the same id',
    tests: ['commands/cancel/once.test.ts', 'commands/every-command/truth.test.ts'],
  },
  12: {
    what: 'Taking a 500 on create for server trouble',
    tests: ['api/http/retry.test.ts', 'commands/run/start.test.ts'],
  },
  13: {
    what: 'Taking a failed create for "nothing created"',
    tests: [
      'commands/rerun/host-set.test.ts',
      'commands/run/start.test.ts',
      'faults/lost-create.test.ts',
    ],
  },
  14: {
    what: 'Showing an orphan is 500 for ever',
    tests: ['commands/show/show.test.ts', 'commands/every-command/requests.test.ts'],
  },
  15: {
    what: "The job's status lags 15 s behind its hosts",
    tests: [
      'commands/cancel/once.test.ts',
      'commands/rerun/rerun.test.ts',
      'commands/run/run.test.ts',
    ],
  },
  16: {
    what: 'Counts of a cancelled scheduled job are all 0',
    tests: ['commands/cancel/once.test.ts', 'commands/every-command/truth.test.ts'],
  },
  17: {
    what: 'Deriving success from counts',
    tests: [
      'commands/rerun/host-set.test.ts',
      'commands/run/end.test.ts',
      'commands/run/template-and-hosts.test.ts',
      'commands/show/show.test.ts',
      'commands/every-command/truth.test.ts',
    ],
  },
  18: {
    what: 'A paused task looks like running',
    tests: ['commands/run/end.test.ts', 'commands/every-command/truth.test.ts'],
  },
  19: {
    what: 'Counts may be text, even translated',
    tests: ['commands/show/show.test.ts'],
  },
  20: { what: 'mode is absent for ordinary jobs', tests: ['commands/show/show.test.ts'] },
  21: {
    what: 'Organization and location are strings',
    tests: ['commands/show/show.test.ts'],
  },
  22: { what: 'Input values have a long key', tests: ['api/wire/tolerance.test.ts'] },
  23: {
    what: 'Rerun answers with the bare model',
    tests: ['commands/rerun/host-set.test.ts', 'commands/rerun/rerun.test.ts'],
  },
  24: {
    what: 'Times come in two formats and any zone',
    tests: ['commands/show/show.test.ts'],
  },
  25: { what: '404 comes in seven shapes', tests: ['api/http/error-body.test.ts'] },
  26: {
    what: '404 and 422 may mean "not permitted"',
    tests: ['commands/cancel/once.test.ts', 'commands/cancel/cancel.test.ts'],
  },
  27: {
    what: 'Writes need their media type also when empty',
    tests: ['commands/every-command/requests.test.ts'],
  },
  28: { what: 'A create must be wrapped', tests: ['commands/run/run.test.ts'] },
  29: {
    what: 'Filters inside a wrapper are ignored',
    tests: ['commands/every-command/requests.test.ts'],
  },
  30: {
    what: 'per_page=all is an empty page on some endpoints',
    tests: [
      'commands/list/list.test.ts',
      'commands/show/show.test.ts',
      'commands/every-command/requests.test.ts',
    ],
  },
  31: {
    what: 'page=0 is a 500',
    tests: ['commands/list/list.test.ts', 'commands/every-command/requests.test.ts'],
  },
  32: {
    what: 'A search for hosts hides those that never started',
    tests: ['commands/every-command/requests.test.ts'],
  },
  33: {
    what: 'status = running finds queued jobs too',
    tests: ['commands/list/searches.test.ts', 'commands/every-command/truth.test.ts'],
  },
  34: {
    what: 'Moving the cursor with elements that are not stored',
    tests: ['follow/transcript-properties.test.ts', 'commands/output/output.test.ts'],
  },
  35: {
    what: 'Moving the cursor past late lines and the exit line',
    tests: ['follow/transcript-properties.test.ts', 'commands/output/output.test.ts'],
  },
  36: {
    what: 'Timestamps lose their microseconds in a Date',
    tests: ['commands/output/output.test.ts'],
  },
  37: { what: 'Elements are no lines', tests: ['commands/output/output.test.ts'] },
  38: { what: 'stderr arrives as stdout', tests: ['commands/every-command/truth.test.ts'] },
  39: {
    what: 'The exit line may be missing, no number, or not the last',
    tests: ['commands/output/output.test.ts'],
  },
  40: { what: 'Scripts print "Exit status:" too', tests: ['commands/output/output.test.ts'] },
  41: {
    what: 'Raw output has exit and debug text glued to it',
    tests: ['commands/output/output.test.ts'],
  },
  42: { what: 'Output does not only grow', tests: ['commands/output/output.test.ts'] },
  43: { what: 'Control characters of hosts', tests: ['commands/output/output.test.ts'] },
  44: {
    what: 'Output of many hosts at once costs one proxy call each',
    tests: ['commands/every-command/requests.test.ts', 'commands/run/run.test.ts'],
  },
  45: { what: 'A hung proxy takes 120 s and answers 200', tests: ['api/endpoints/jobs.test.ts'] },
  46: {
    what: 'A dead proxy looks like a host that runs for days',
    tests: ['commands/output/output.test.ts'],
  },
  47: {
    what: 'Output that nobody read is lost by a forced cancel',
    tests: ['commands/cancel/cancel.test.ts'],
  },
  48: {
    what: 'NUL and invalid UTF-8 make a good script fail',
    tests: ['commands/run/inputs.test.ts', 'commands/every-command/truth.test.ts'],
  },
  49: { what: 'Tokens are no bearer tokens', tests: ['commands/every-command/requests.test.ts'] },
  50: {
    what: 'Repeating a failed login locks the address out',
    tests: ['api/http/session.test.ts'],
  },
  51: {
    what: 'A session of one user beats the password of another',
    tests: ['commands/every-command/requests.test.ts'],
  },
  52: {
    what: 'Parameters that end in _id hijack the output of another job',
    tests: ['commands/every-command/requests.test.ts'],
  },
  53: {
    what: 'Ids with a suffix hit another job',
    tests: ['jobs/job-reference.test.ts', 'commands/show/show.test.ts'],
  },
  54: { what: 'Host names do not route', tests: ['commands/every-command/requests.test.ts'] },
  55: {
    what: 'host_ids as a string is a search',
    tests: ['commands/every-command/requests.test.ts'],
  },
  56: {
    what: 'A feature makes dynamic static',
    tests: [
      'commands/run/template-and-hosts.test.ts',
      'commands/every-command/requests.test.ts',
      'commands/run/run.test.ts',
    ],
  },
  57: {
    what: 'Inputs that are no strings become Ruby',
    tests: ['commands/run/inputs.test.ts', 'commands/run/run.test.ts'],
  },
  58: {
    what: 'A start in the current minute is in the past',
    later: 'schedules come with --at, --before and --cron',
  },
  59: { what: 'The end of a recurrence is ignored', later: 'schedules come with --until' },
  60: {
    what: 'Rerun drops description, limits and schedule',
    tests: ['commands/rerun/host-set.test.ts', 'commands/every-command/truth.test.ts'],
  },
  61: {
    what: 'Searches without blanks or quotes are read in part',
    tests: ['jobs/search/search-query.test.ts', 'jobs/search/read-search.test.ts'],
  },
  62: {
    what: 'Relative times in searches are empty on old servers',
    tests: ['commands/list/searches.test.ts', 'commands/every-command/requests.test.ts'],
  },
  63: {
    what: 'Long searches do not fit into an address',
    tests: ['commands/every-command/requests.test.ts'],
  },
  64: {
    what: 'Missing hosts may be hidden ones',
    tests: ['commands/rerun/hidden-hosts.test.ts', 'commands/every-command/truth.test.ts'],
  },
  65: {
    what: 'Totals mean other things on other endpoints',
    tests: ['commands/every-command/requests.test.ts'],
  },
  66: {
    what: 'per_page is echoed wrongly',
    tests: ['commands/list/list.test.ts', 'commands/every-command/requests.test.ts'],
  },
  67: {
    what: 'A new job cannot be cancelled for a moment',
    tests: ['commands/cancel/once.test.ts', 'commands/cancel/cancel.test.ts'],
  },
  68: {
    what: 'Strings that look like data are translated',
    tests: ['commands/every-command/requests.test.ts'],
  },
  69: {
    what: 'Features ignore search and paging',
    tests: ['api/endpoints/resources.test.ts', 'commands/lists/feature.test.ts'],
  },
  70: {
    what: 'Inputs inside of a template lack their options',
    tests: ['api/endpoints/resources.test.ts', 'commands/run/inputs.test.ts'],
  },
};
