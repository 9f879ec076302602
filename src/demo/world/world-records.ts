import type { Role } from './roles.ts';

export interface NamedThing {
  readonly id: number;
  readonly name: string;
}

/** A host, with the fields that Remote Execution and the host search use. */
export interface DemoHost {
  readonly id: number;
  readonly name: string;
  readonly ip: string | null;
  /** Milliseconds since the epoch. */
  readonly created_at: number;
  readonly organization_id: number | null;
  readonly location_id: number | null;
  readonly hostgroup: NamedThing | null;
  readonly operatingsystem: NamedThing | null;
  readonly smart_proxy: NamedThing;
  /** Whether it is Foreman or a smart proxy, which need a separate permission to be a target. */
  readonly infrastructure: boolean;
}

export type NewHost = Partial<DemoHost> & { readonly name: string };

/** An input of a template; clients can set only those of type `user`. */
export interface DemoInput {
  readonly id: number;
  readonly name: string;
  readonly input_type: 'user' | 'fact' | 'variable' | 'puppet_parameter';
  readonly description: string | null;
  readonly required: boolean;
  readonly default: string | null;
  readonly hidden_value: boolean;
  readonly options: readonly string[] | null;
  readonly fact_name: string | null;
}

export type NewInput = Partial<DemoInput> & { readonly name: string };

/** The inputs of another template that a template includes. */
export interface DemoForeignInputSet {
  readonly id: number;
  readonly target_template_id: number;
  readonly include_all: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly description: string | null;
}

export interface DemoTemplate {
  readonly id: number;
  readonly name: string;
  readonly job_category: string;
  readonly provider_type: 'script' | 'Ansible';
  readonly snippet: boolean;
  readonly description: string | null;
  readonly description_format: string | null;
  /** The script; `<%= input("x") %>` and `<%= @host.name %>` are filled in for each host. */
  readonly template: string;
  readonly inputs: readonly DemoInput[];
  readonly foreign_input_sets: readonly DemoForeignInputSet[];
  readonly effective_user: { value: string | null; current_user: boolean; overridable: boolean };
  readonly execution_timeout_interval: number | null;
  readonly locked: boolean;
  /** The ids of its organizations and locations; null = all. */
  readonly organization_ids: readonly number[] | null;
  readonly location_ids: readonly number[] | null;
}

export type NewTemplate = Partial<Omit<DemoTemplate, 'inputs'>> & {
  readonly name: string;
  readonly inputs?: readonly NewInput[];
};

export interface DemoFeature {
  readonly id: number;
  readonly label: string;
  readonly name: string;
  readonly description: string;
  readonly job_template_id: number | null;
}

export interface DemoBookmark {
  readonly id: number;
  readonly name: string;
  readonly controller: string;
  readonly query: string;
  readonly public: boolean;
  readonly owner_id: number;
}

export interface DemoTaxonomy {
  readonly id: number;
  readonly name: string;
  /** The name with those above it: `A/B`. */
  readonly title: string;
  readonly parent_id: number | null;
  readonly description: string | null;
}

export type NewTaxonomy = Pick<DemoTaxonomy, 'name' | 'description'> & {
  readonly parent: NamedThing | null;
};

/** A personal access token; its value works as the password. */
export interface DemoToken {
  readonly id: number;
  readonly name: string;
  readonly value: string;
  readonly expires_at: string | null;
  revoked: boolean;
}

export interface DemoUser {
  readonly id: number;
  readonly login: string;
  password: string;
  readonly firstname: string;
  readonly lastname: string;
  readonly mail: string;
  readonly admin: boolean;
  disabled: boolean;
  /** The IANA name of the zone; null = UTC. */
  readonly timezone: string | null;
  readonly roles: readonly Role[];
  /** Permissions in addition to the roles; an administrator has all permissions. */
  readonly permissions: Set<string>;
  /** The filter of `view_hosts`: whether it shows a host to this user. */
  readonly seesHost: (host: DemoHost) => boolean;
  /** Whether the filter on `cancel_job_invocations` allows only the user's own jobs. */
  readonly cancelsOwnJobsOnly: boolean;
  /**
   * Whether the filter on `create_job_invocations` fits no job: creates are allowed, but then fail
   * in the database.
   */
  readonly createFilterMisfits: boolean;
  readonly organization_ids: readonly number[];
  readonly location_ids: readonly number[];
  readonly tokens: DemoToken[];
}

export type NewUser = Partial<Omit<DemoUser, 'permissions' | 'tokens'>> & {
  readonly login: string;
  readonly password: string;
  readonly permissions?: readonly string[];
  readonly token?: string;
};

/** The previous job, when the next one is created. */
export interface PastJob {
  readonly id: number;
  readonly failedHosts: readonly number[];
}

/**
 * A past (or future) job that this user created, `agoMs` milliseconds before the start of the
 * server.
 */
export interface HistoryItem {
  readonly agoMs: number;
  readonly login: string;
  /**
   * The body of the create without its wrapper. It may depend on the start of the server
   * (milliseconds since the epoch) and on the previous job.
   */
  readonly job:
    | Readonly<Record<string, unknown>>
    | ((now: number, before: PastJob) => Readonly<Record<string, unknown>>);
  /** Whether the create fails and leaves a row without a task. */
  readonly orphan?: boolean;
  /** Whether its task pauses after half of the hosts, until a user resumes it. */
  readonly paused?: boolean;
}
