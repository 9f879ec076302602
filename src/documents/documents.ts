import * as v from 'valibot';
import { auditActions, auditResults } from '../jobs/audit-entry.ts';
import { hostChanges } from '../jobs/hosts/host-change.ts';
import { hostFailureKinds } from '../jobs/hosts/host-failure.ts';
import { historyResults } from '../jobs/rerun-plan.ts';
import {
  cancelled,
  event,
  followed,
  grouped,
  hostGroup,
  notRun,
  sameOutput,
} from './follow-shapes.ts';
import type { SchemaName } from './schema-names.ts';
import { shapes } from './shapes.ts';

const { schema } = shapes;
const jobs = v.array(shapes.job);

const hostPage = {
  id: v.number(),
  name: v.string(),
  status: shapes.hostStatus,
  exit_code: shapes.nullableNumber,
  reason: shapes.failureReason,
  failure: shapes.hostFailure,
  complete: v.boolean(),
  notice: shapes.nullableText,
};

const page = v.object({
  ...hostPage,
  last_line: shapes.nullableText,
  output: v.array(shapes.line),
});

const lineage = v.object({
  root: v.number(),
  jobs: v.array(v.object({ job_id: v.number(), attempt: v.number() })),
  hosts: v.array(
    v.object({
      ...shapes.target.entries,
      verdict: v.picklist(historyResults),
      attempts: v.array(v.object({ job_id: v.number(), status: shapes.hostStatus })),
    }),
  ),
});

const taxonomies = v.array(v.object({ id: v.number(), name: v.string(), title: v.string() }));
const named = v.array(v.object({ id: v.number(), name: v.string() }));

const taxonomyCount = v.pipe(
  shapes.nullableNumber,
  v.description('how many match; null: only those of the account could be read'),
);

const savedProfile = v.object({
  name: v.string(),
  current: v.pipe(v.boolean(), v.description('commands without --profile use it')),
  server: shapes.nullableText,
  login: shapes.nullableText,
  credential: v.pipe(
    v.nullable(v.picklist(['credential_command', 'token_file', 'keyring_entry', 'token'])),
    v.description('where the password or token comes from'),
  ),
  organization: shapes.nullableText,
  location: shapes.nullableText,
  host_limit: shapes.nullableNumber,
});

const setting = v.object({
  key: v.string(),
  value: v.pipe(
    v.nullable(v.union([v.string(), v.number(), v.boolean()])),
    v.description('null where nothing is set, and for a secret'),
  ),
  source: v.pipe(
    shapes.nullableText,
    v.description('the option, variable or profile that it comes from'),
  ),
});

const user = v.object({
  id: v.number(),
  login: v.string(),
  firstname: shapes.nullableText,
  lastname: shapes.nullableText,
  mail: shapes.nullableText,
  admin: shapes.nullableFlag,
  effective_admin: shapes.nullableFlag,
  timezone: shapes.nullableText,
  locale: shapes.nullableText,
  organizations: taxonomies,
  locations: taxonomies,
  default_organization: v.nullable(taxonomies.item),
  default_location: v.nullable(taxonomies.item),
  roles: named,
  usergroups: named,
});

const diffLine = v.object({ kind: v.picklist(['same', 'removed', 'added']), line: v.string() });

const hostEnd = v.object({
  status: shapes.hostStatus,
  exit_code: shapes.nullableNumber,
  reason: shapes.failureReason,
  failure: shapes.hostFailure,
});

const comparedJob = v.object({ job_id: v.number(), outcome: shapes.outcome });

const requestShape = v.object({
  method: v.string(),
  path: v.string(),
  body: v.record(v.string(), v.unknown()),
});

const excerpt = v.object({
  head: v.string(),
  tail: v.pipe(v.string(), v.description('empty if nothing is left out')),
  left_out: v.pipe(
    v.nullable(v.object({ lines: v.number(), bytes: v.number() })),
    v.description('what is missing between head and tail; null: nothing'),
  ),
});

const runTimes = {
  started_at: shapes.nullableTime,
  ended_at: shapes.nullableTime,
  duration_s: v.pipe(shapes.nullableNumber, v.description('seconds; null: unknown')),
};

const report = {
  job: shapes.job,
  reason: shapes.nullableText,
  user: v.pipe(shapes.nullableText, v.description('login of the user who started the job')),
  ...runTimes,
  url: v.string(),
  made_at: shapes.time,
  complete: v.pipe(
    v.boolean(),
    v.description('false: hosts are not visible, or some output could not be read'),
  ),
  hidden_hosts: v.number(),
  failures: v.array(
    v.object({
      count: v.number(),
      kind: v.picklist(hostFailureKinds),
      exit_code: shapes.nullableNumber,
      message: shapes.nullableText,
      hosts: v.array(shapes.target),
    }),
  ),
  masks: v.pipe(v.array(v.string()), v.description('what may differ between equal outputs')),
  outputs: v.array(
    v.object({
      count: v.number(),
      status: shapes.hostStatus,
      exit_code: shapes.nullableNumber,
      failure: shapes.hostFailure,
      hosts: v.array(shapes.target),
      output: excerpt,
    }),
  ),
  hosts: v.array(
    v.object({
      ...shapes.target.entries,
      status: shapes.hostStatus,
      exit_code: shapes.nullableNumber,
      failure: shapes.hostFailure,
      ...shapes.hostTimes.entries,
      lines: v.pipe(v.number(), v.description('how many lines the host printed')),
      notice: shapes.nullableText,
    }),
  ),
};

/** Results: one host in one job each. */
const resultCounts = {
  succeeded: v.number(),
  failed: v.number(),
  cancelled: v.number(),
  never_ran: v.number(),
  unfinished: v.number(),
};

const hidden = v.pipe(
  v.number(),
  v.description('results of hosts that were deleted or are not visible to you; not counted'),
);

const passRate = v.pipe(
  shapes.nullableNumber,
  v.description('succeeded of succeeded and failed, 0 to 1; null: there are none'),
);

/** The files of a folder of outputs, and what was written of them. */
const outputFiles = {
  folder: v.string(),
  hosts: v.array(
    v.object({
      ...hostPage,
      file: v.string(),
      bytes: v.pipe(v.number(), v.description('size of the file')),
      sha256: v.pipe(v.string(), v.description('of the file, as `sha256sum` prints it')),
      debug: v.array(v.string()),
    }),
  ),
  groups: v.pipe(
    v.array(
      v.object({
        ...sameOutput,
        hosts: v.array(shapes.target),
        file: v.pipe(v.string(), v.description('of one of these hosts')),
      }),
    ),
    v.description('hosts in the folder with the same output and result'),
  ),
  written: v.pipe(v.number(), v.description('files of hosts that are new or have changed')),
  kept_files: v.pipe(
    v.array(v.string()),
    v.description('files of hosts that the job does not show now; they are kept'),
  ),
};

/** Every published document; a new field is described here before it can be printed. */
export const documents = {
  error: v.object({ schema, error: shapes.failure }),
  event,
  follow: v.object({ schema, ...followed }),
  'follow-group': v.object({ schema, ...grouped }),
  'follow-jobs': v.object({
    schema,
    jobs: v.array(v.object(followed)),
    summary: v.object({
      jobs: v.array(shapes.jobEnd),
      ...v.partial(v.object({ ...shapes.summary.entries, not_run: notRun }), [
        ...(['outcome', 'partial', 'counts', 'failed_hosts', 'reason', 'not_run'] as const),
      ]).entries,
    }),
  }),
  started: v.object({ schema, job: shapes.job, schedule: v.optional(shapes.plannedSchedule) }),
  'dry-run': v.object({
    schema,
    dry_run: v.literal(true),
    hosts: v.nullable(v.array(v.object({ ...shapes.target.entries, why: v.optional(v.string()) }))),
    request: requestShape,
    groups: v.optional(
      v.pipe(
        v.array(
          v.object({ name: v.string(), hosts: v.array(shapes.target), request: requestShape }),
        ),
        v.description('with --canary: the job for the first hosts, and that for the others'),
      ),
    ),
    schedule: v.optional(shapes.plannedSchedule),
  }),
  'nothing-to-do': v.object({
    schema,
    job: v.null(),
    hosts: v.array(v.never()),
    message: v.string(),
  }),
  list: v.object({
    schema,
    jobs,
    subtotal: shapes.nullableNumber,
    page: v.optional(v.pipe(v.number(), v.description('only with --page'))),
  }),
  show: v.object({
    schema,
    job: shapes.job,
    reason: shapes.nullableText,
    ended_at: shapes.nullableTime,
    last_host_ended_at: v.pipe(
      shapes.nullableTime,
      v.description('null: it has not ended, or the tasks of its hosts are not visible to you'),
    ),
    reruns: jobs,
    lineage: v.nullable(lineage),
    hosts: v.optional(v.array(shapes.hostRun)),
    url: v.string(),
  }),
  output: v.object({ schema, job_id: v.number(), hosts: v.array(page) }),
  'output-raw': v.object({
    schema,
    job_id: v.number(),
    hosts: v.array(
      v.object({ ...shapes.target.entries, complete: v.boolean(), output: shapes.nullableText }),
    ),
  }),
  'output-group': v.object({
    schema,
    job_id: v.number(),
    groups: v.array(hostGroup),
  }),
  'output-diff': v.object({
    schema,
    job_id: v.number(),
    reference: v.object({
      hosts: v.array(shapes.target),
      exit_code: shapes.nullableNumber,
      output: v.string(),
    }),
    differences: v.array(
      v.object({ ...sameOutput, hosts: v.array(shapes.target), diff: v.array(diffLine) }),
    ),
  }),
  diff: v.object({
    schema,
    diff: v.object({
      before: comparedJob,
      after: comparedJob,
      counts: v.pipe(
        v.object({
          broken: v.number(),
          failing_differently: v.number(),
          still_failing: v.number(),
          fixed: v.number(),
          changed_output: v.number(),
          unfinished: v.number(),
          unchanged: v.number(),
          only_before: v.number(),
          only_after: v.number(),
        }),
        v.description('hosts by their change'),
      ),
    }),
    hosts: v.pipe(
      v.array(
        v.object({
          ...shapes.target.entries,
          change: v.picklist(hostChanges),
          output: v.picklist(['same', 'changed']),
          before: hostEnd,
          after: hostEnd,
          diff: v.optional(
            v.pipe(v.array(diffLine), v.description('with --output, and in output --diff')),
          ),
        }),
      ),
      v.description('without those that succeeded in both jobs and printed the same'),
    ),
    only_before: v.pipe(v.array(shapes.target), v.description('not in the second job')),
    only_after: v.pipe(v.array(shapes.target), v.description('not in the first job')),
  }),
  'output-dir': v.object({ schema, job_id: v.number(), ...outputFiles }),
  'follow-dir': v.object({
    schema,
    job: followed.job,
    ...outputFiles,
    warnings: followed.warnings,
    summary: followed.summary,
  }),
  why: v.object({
    schema,
    job: shapes.job,
    outcome: v.pipe(shapes.outcome, v.description('of the job, or of the hosts that were named')),
    reason: shapes.nullableText,
    host_counts: v.pipe(
      v.object({
        total: v.number(),
        succeeded: v.number(),
        failed: v.number(),
        never_ran: v.number(),
        cancelled: v.number(),
        unfinished: v.number(),
        unknown: v.number(),
        hidden: v.pipe(
          v.number(),
          v.description('deleted or not visible to you; in no other number but total'),
        ),
      }),
      v.description('numbers of hosts, each host in one of them'),
    ),
    groups: v.pipe(
      v.array(
        v.object({
          kind: v.picklist(hostFailureKinds),
          exit_code: shapes.nullableNumber,
          message: v.pipe(
            shapes.nullableText,
            v.description(
              'the line that explains it best; what differs between the hosts is <host>, <time>, <n>',
            ),
          ),
          count: v.number(),
          hosts: v.array(shapes.target),
        }),
      ),
      v.description('hosts that did not succeed; failed, never ran, cancelled; largest first'),
    ),
    complete: v.pipe(
      v.boolean(),
      v.description('false: some failed hosts are hidden, or their output could not be read'),
    ),
  }),
  resume: v.object({
    schema,
    job: shapes.job,
    resume: v.picklist(['sent', 'not_paused', 'had_ended', 'dry_run']),
  }),
  log: v.object({
    schema,
    entries: v.array(
      v.object({
        time: shapes.time,
        action: v.picklist(auditActions),
        job_id: shapes.nullableNumber,
        series_id: v.optional(shapes.nullableNumber),
        hosts: shapes.nullableNumber,
        result: v.picklist(auditResults),
        profile: v.string(),
        server: v.string(),
        login: shapes.nullableText,
      }),
    ),
    path: v.string(),
  }),
  'log-path': v.object({ schema, path: v.string() }),
  'cancel-jobs': v.object({
    schema,
    jobs: v.array(
      v.object({
        reference: v.string(),
        error: v.nullable(v.object({ code: v.string(), message: v.string() })),
        job: v.nullable(shapes.job),
        ...v.partial(v.object({ ...cancelled, counts: shapes.counts })).entries,
      }),
    ),
    exit_code: shapes.exitCode,
  }),
  report: v.object({ schema, ...report }),
  cancel: v.object({ schema, job: shapes.job, ...cancelled, counts: shapes.counts }),
  schedules: v.object({
    schema,
    schedules: v.array(shapes.series),
    subtotal: v.pipe(
      shapes.nullableNumber,
      v.description('null: only series with a visible pending job could be found'),
    ),
  }),
  schedule: v.object({ schema, schedule: shapes.series, jobs }),
  'schedule-change': v.object({
    schema,
    schedule: shapes.series,
    change: v.picklist(['cancelled', 'enabled', 'disabled', 'unchanged']),
    ended_job_ids: v.array(v.number()),
  }),
  templates: v.object({ schema, templates: v.array(shapes.template) }),
  features: v.object({ schema, features: v.array(shapes.feature) }),
  bookmarks: v.object({
    schema,
    bookmarks: v.array(shapes.bookmark),
    subtotal: v.pipe(v.number(), v.description('how many bookmarks match')),
  }),
  organizations: v.object({
    schema,
    organizations: v.array(shapes.taxonomy),
    subtotal: taxonomyCount,
  }),
  locations: v.object({ schema, locations: v.array(shapes.taxonomy), subtotal: taxonomyCount }),
  template: v.object({
    schema,
    template: v.object({
      ...shapes.template.entries,
      description: shapes.nullableText,
      locked: shapes.nullableFlag,
      effective_user: v.nullable(
        v.object({
          value: shapes.nullableText,
          current_user: shapes.nullableFlag,
          overridable: shapes.nullableFlag,
        }),
      ),
      template: v.optional(shapes.nullableText),
      inputs: v.array(shapes.templateInput),
      foreign_inputs: v.array(shapes.templateInput),
    }),
  }),
  host: v.object({
    schema,
    host: v.object({
      ...shapes.target.entries,
      operatingsystem_name: shapes.nullableText,
      hostgroup_name: shapes.nullableText,
      organization_name: shapes.nullableText,
      location_name: shapes.nullableText,
      ip: shapes.nullableText,
      smart_proxies: v.pipe(
        v.nullable(v.array(v.string())),
        v.description('for Remote Execution; null: not returned by this server'),
      ),
      execution_status: v.pipe(
        shapes.nullableText,
        v.description("the server's own words about its last job"),
      ),
    }),
    jobs: v.pipe(
      v.array(
        v.object({
          job_id: v.number(),
          description: shapes.nullableText,
          template_name: shapes.nullableText,
          start_at: v.pipe(shapes.nullableTime, v.description('of the job')),
          status: v.pipe(shapes.hostStatus, v.description('of this host in the job')),
          failure: shapes.hostFailure,
          ...shapes.hostTimes.entries,
        }),
      ),
      v.description('newest first'),
    ),
    subtotal: v.pipe(v.number(), v.description('jobs of this host that are visible to you')),
    url: v.string(),
  }),
  stats: v.object({
    schema,
    stats: v.object({
      since: shapes.time,
      until: shapes.time,
      template: shapes.nullableText,
      name: shapes.nullableText,
      jobs: v.pipe(v.number(), v.description('jobs that were counted')),
      matching_jobs: v.pipe(
        shapes.nullableNumber,
        v.description('jobs that match; null with --name: the server finds more than those'),
      ),
      more_jobs: v.pipe(v.boolean(), v.description('--limit left out older jobs, or may have')),
      unread_job_ids: v.pipe(
        v.array(v.number()),
        v.description('jobs whose hosts could not be read; they are not counted'),
      ),
      ...resultCounts,
      hidden,
      pass_rate: passRate,
    }),
    runs: v.pipe(
      v.array(
        v.object({
          job_id: v.number(),
          description: shapes.nullableText,
          template_name: shapes.nullableText,
          start_at: shapes.nullableTime,
          outcome: shapes.outcome,
          duration_s: v.pipe(
            shapes.nullableNumber,
            v.description('seconds; null: not ended, or not visible to you'),
          ),
          ...resultCounts,
          hidden,
          pass_rate: passRate,
        }),
      ),
      v.description('oldest first'),
    ),
    hosts: v.pipe(
      v.array(
        v.object({
          ...shapes.target.entries,
          ...resultCounts,
          pass_rate: passRate,
          flaps: v.pipe(
            v.number(),
            v.description('changes between success and failure, in the order of the jobs'),
          ),
          last_status: v.nullable(v.picklist(['succeeded', 'failed'])),
          last_job_id: shapes.nullableNumber,
          median_duration_s: v.pipe(
            shapes.nullableNumber,
            v.description('seconds; null: not read (--slowest), or not visible to you'),
          ),
        }),
      ),
      v.description('those that failed most often first'),
    ),
  }),
  hosts: v.object({ schema, hosts: v.array(shapes.target), subtotal: v.number() }),
  account: v.object({
    schema,
    user,
    server: v.object({
      url: v.string(),
      foreman_version: shapes.nullableText,
      api_version: shapes.nullableNumber,
      rex_version: shapes.nullableText,
    }),
    profile: shapes.nullableText,
    credential_source: v.optional(shapes.nullableText),
    current_profile: v.optional(v.string()),
    settings_file: v.optional(v.string()),
    storage: v.pipe(
      v.nullable(v.picklist(['keyring', 'file'])),
      v.description('where the saved password or token is; null where none of the profile is used'),
    ),
    storage_reason: v.pipe(
      v.optional(shapes.nullableText),
      v.description('why it is in the file, where the user did not choose that'),
    ),
    token_name: v.pipe(
      shapes.nullableText,
      v.description('of the personal access token that rexctl created'),
    ),
    token_expires_at: shapes.nullableTime,
  }),
  doctor: v.object({
    schema,
    ok: v.pipe(v.boolean(), v.description('no check failed')),
    checks: v.array(
      v.object({
        check: v.string(),
        status: v.picklist(['ok', 'warning', 'failed', 'unknown']),
        detail: v.string(),
        remedy: shapes.nullableText,
      }),
    ),
  }),
  profiles: v.object({ schema, profiles: v.array(savedProfile), settings_file: v.string() }),
  profile: v.object({ schema, profile: savedProfile }),
  'profile-imported': v.object({
    schema,
    profile: v.string(),
    dry_run: v.pipe(v.boolean(), v.description('nothing was saved')),
    taken: v.pipe(v.array(v.string()), v.description('keys of the profile')),
    left: v.array(v.object({ setting: v.string(), reason: v.string() })),
    files: v.pipe(v.array(v.string()), v.description('files of hammer that were used')),
    password_file: v.pipe(
      shapes.nullableText,
      v.description('file of hammer with the password in plain text'),
    ),
    storage: v.pipe(
      v.nullable(v.picklist(['keyring', 'file'])),
      v.description('where the password was saved; null: it was not'),
    ),
    storage_reason: v.pipe(
      shapes.nullableText,
      v.description('why it is in the file, where another place was possible'),
    ),
    settings_file: v.string(),
  }),
  'profile-removed': v.object({
    schema,
    profile: v.string(),
    sessions_removed: v.number(),
    current_profile: shapes.nullableText,
  }),
  settings: v.object({
    schema,
    profile: v.string(),
    settings: v.array(setting),
    settings_file: v.string(),
  }),
  setting: v.object({ schema, profile: v.string(), ...setting.entries }),
  'settings-path': v.object({ schema, path: v.string() }),
  logout: v.object({
    schema,
    profiles: v.array(
      v.object({
        profile: v.string(),
        server: shapes.nullableText,
        login: shapes.nullableText,
        token_removed: v.boolean(),
        token_revoked: v.pipe(
          shapes.nullableFlag,
          v.description('null without --revoke, and where no token is saved'),
        ),
        sessions_removed: v.number(),
      }),
    ),
    sessions_removed: v.number(),
  }),
  demo: v.object({
    schema,
    server: v.string(),
    login: v.string(),
    password: v.string(),
    users: v.array(
      v.object({ login: v.string(), password: v.string(), roles: v.array(v.string()) }),
    ),
    jobs: v.pipe(
      v.object({
        running: v.number(),
        paused: v.number(),
        scheduled: v.number(),
        failed: shapes.nullableNumber,
      }),
      v.description('ids of jobs to try commands on; `failed` is null where no host fails'),
    ),
    series: v.pipe(v.number(), v.description('id of a series of recurring jobs')),
    host: v.pipe(v.string(), v.description('name of a host')),
  }),
  topic: v.object({
    schema,
    topic: v.string(),
    title: v.string(),
    summary: v.string(),
    text: v.string(),
  }),
  topics: v.object({
    schema,
    topics: v.array(v.object({ name: v.string(), summary: v.string() })),
  }),
} satisfies Readonly<Record<SchemaName, v.GenericSchema>>;
