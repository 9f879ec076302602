import type { Behavior, HostScript } from '../hosts/script.ts';
import { commandBehavior } from '../hosts/shell.ts';
import { hostRecord, templateRecord, userRecord } from './new-records.ts';
import type {
  DemoBookmark,
  DemoFeature,
  DemoHost,
  DemoTaxonomy,
  DemoTemplate,
  DemoUser,
  HistoryItem,
  NamedThing,
  NewHost,
  NewTaxonomy,
  NewTemplate,
  NewUser,
} from './world-records.ts';

/** The durations of steps, in milliseconds of the injected clock. */
interface Timing {
  /** From the create until the job's task runs; until then the job cannot be cancelled. */
  startMs: number;
  /** The planning of one host; hosts are planned one after the other. */
  planMs: number;
  /** The pause between two batches of 100 hosts. */
  batchPauseMs: number;
  /** From `planned` to `running`; up to twice this, at random. */
  launchMs: number;
  /** The interval at which the proxy reads the output of a script. */
  proxyTickMs: number;
  /** From the proxy's last tick for a script to the end of the host's task; up to twice this. */
  finishMs: number;
  /** From the cancel of a host to its end; up to twice this. */
  cancelMs: number;
  /**
   * The delay until the proxy knows a task that was passed to it: until then reads find nothing and
   * cancels are lost.
   */
  proxyAcceptsMs: number;
  /** The delay after which a cancel that the proxy refused is tried again. */
  cancelRetryMs: number;
  /** The interval at which the job's task checks its hosts. */
  parentTickMs: number;
  /** The cost of a request on the server, and the additional cost of a password check. */
  requestMs: number;
  passwordMs: number;
  /** The cost of a call to the smart proxy. */
  proxyCallMs: number;
  /** The cost of a read of one host's output, and of each host in a read of many outputs. */
  outputMs: number;
  bulkOutputMs: number;
  /** The cost of each row of a job's hosts. */
  hostRowMs: number;
  /** The number of requests that the server handles at the same time; 0 = no limit. */
  workers: number;
}

const usualTiming: Timing = {
  startMs: 350,
  planMs: 40,
  batchPauseMs: 300,
  launchMs: 350,
  proxyTickMs: 1000,
  finishMs: 400,
  cancelMs: 1200,
  proxyAcceptsMs: 500,
  cancelRetryMs: 15_000,
  parentTickMs: 15_000,
  requestMs: 0,
  passwordMs: 0,
  proxyCallMs: 0,
  outputMs: 0,
  bulkOutputMs: 0,
  hostRowMs: 0,
  workers: 0,
};

/**
 * The contents of the simulated Foreman before the first request; can be changed while the server
 * runs.
 */
export class DemoWorld {
  readonly hosts = new Map<number, DemoHost>();
  readonly users: DemoUser[] = [];
  readonly templates: DemoTemplate[] = [];
  readonly features: DemoFeature[] = [];
  readonly bookmarks: DemoBookmark[] = [];
  readonly organizations: DemoTaxonomy[] = [];
  readonly locations: DemoTaxonomy[] = [];
  /** The jobs that exist when the server starts. */
  readonly history: HistoryItem[] = [];
  readonly timing: Timing = { ...usualTiming };
  /** The behavior of hosts that are not in `scripts`. */
  behavior: Behavior = commandBehavior;
  /** The first ids that are assigned; high ones make the server look used. */
  readonly firstIds = {
    job_invocation: 1,
    targeting: 1,
    template_invocation: 1,
    event: 1,
    recurring_logic: 1,
    task_group: 1,
    triggering: 1,
  };
  foremanVersion = '3.13.0-develop';
  private lastHostId = 0;
  private readonly scripts = new Map<string, HostScript | Behavior>();

  /** Adds a host; `id` is the next free one if absent. */
  addHost(host: NewHost): DemoHost {
    const record = hostRecord(this.nextIdOf(this.lastHostId), this, host);
    this.lastHostId = Math.max(this.lastHostId, record.id);
    this.hosts.set(record.id, record);
    return record;
  }

  /** Adds `count` hosts; the `#` of a pattern `web#.example.com` becomes a zero-padded number. */
  addHosts(count: number, pattern: string, more: Omit<NewHost, 'name'> = {}): DemoHost[] {
    const digits = Math.max(2, String(count).length);
    const names = Array.from({ length: count }, (_, i) =>
      pattern.replace('#', String(i + 1).padStart(digits, '0')),
    );
    return names.map((name) => this.addHost({ ...more, name }));
  }

  /** Deletes a host; jobs that ran on it keep their counts. */
  removeHost(id: number): void {
    this.hosts.delete(id);
  }

  addTemplate(template: NewTemplate): DemoTemplate {
    const record = templateRecord(
      this.nextIdOf(this.templates.at(-1)?.id ?? 99),
      template,
      (input) => this.templates.reduce((sum, other) => sum + other.inputs.length, 1) + input,
    );
    this.templates.push(record);
    return record;
  }

  addUser(user: NewUser): DemoUser {
    const record = userRecord(this.nextIdOf(this.users.at(-1)?.id ?? 3), this, user);
    this.users.push(record);
    return record;
  }

  addFeature(label: string, name: string, template: DemoTemplate | null): DemoFeature {
    const feature = {
      id: this.features.length + 1,
      label,
      name,
      description: name,
      job_template_id: template?.id ?? null,
    };
    this.features.push(feature);
    return feature;
  }

  addBookmark(name: string, query: string, more: Partial<DemoBookmark> = {}): DemoBookmark {
    const id = this.nextIdOf(this.bookmarks.at(-1)?.id);
    const bookmark = { id, name, query, controller: 'hosts', public: true, owner_id: 1, ...more };
    this.bookmarks.push(bookmark);
    return bookmark;
  }

  addOrganization(
    name: string,
    parent: NamedThing | null = null,
    description: string | null = null,
  ): DemoTaxonomy {
    return this.addTaxonomy(this.organizations, { name, parent, description });
  }

  addLocation(name: string, parent: NamedThing | null = null): DemoTaxonomy {
    return this.addTaxonomy(this.locations, { name, parent, description: null });
  }

  /** Sets what a host does for all later jobs. */
  script(hostName: string, script: HostScript | Behavior): void {
    this.scripts.set(hostName, script);
  }

  /** The script of a host for a job: set by `script`, or else from the world's behavior. */
  scriptFor(...[host, job, attempt]: Parameters<Behavior>): HostScript {
    const own = this.scripts.get(host.name) ?? this.behavior;
    return typeof own === 'function' ? own(host, job, attempt) : own;
  }

  templateById(id: number | null): DemoTemplate | null {
    return this.templates.find((template) => template.id === id) ?? null;
  }

  userById(id: number | null): DemoUser | null {
    return this.users.find((user) => user.id === id) ?? null;
  }

  private nextIdOf(last: number | undefined): number {
    return (last ?? 0) + 1;
  }

  private addTaxonomy(
    list: DemoTaxonomy[],
    { name, parent, description }: NewTaxonomy,
  ): DemoTaxonomy {
    const above = list.find((other) => other.id === parent?.id) ?? null;
    const id =
      Math.max(0, ...this.organizations.map((o) => o.id), ...this.locations.map((l) => l.id)) + 1;
    const taxonomy = {
      id,
      name,
      title: above === null ? name : `${above.title}/${name}`,
      parent_id: above?.id ?? null,
      description,
    };
    list.push(taxonomy);
    return taxonomy;
  }
}
