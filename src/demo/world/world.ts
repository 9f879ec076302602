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

/** How long things take, in milliseconds of the injected clock. */
interface Timing {
  /** From create until the parent task runs; until then it cannot be cancelled. */
  startMs: number;
  /** Planning of one host; hosts are planned one after the other. */
  planMs: number;
  /** Pause between two batches of 100 hosts. */
  batchPauseMs: number;
  /** From planned to running, plus up to the same again by chance. */
  launchMs: number;
  /** The proxy looks at a script's output this often. */
  proxyTickMs: number;
  /**
   * From the proxy's last tick of a script to the end of the host's task, plus up to the same
   * again.
   */
  finishMs: number;
  /** A host needs this long to stop after a cancel, plus up to the same again. */
  cancelMs: number;
  /**
   * The proxy takes a moment to know a task that was handed to it: reads find nothing, cancels are
   * lost.
   */
  proxyAcceptsMs: number;
  /** A cancel that the proxy did not take is tried again after this long. */
  cancelRetryMs: number;
  /** The parent task looks at its children this often. */
  parentTickMs: number;
  /** What a request costs on the server, and what a password check adds to it. */
  requestMs: number;
  passwordMs: number;
  /** One call to the smart proxy. */
  proxyCallMs: number;
  /** What a read of one host's output costs, and each host of a bulk read of outputs. */
  outputMs: number;
  bulkOutputMs: number;
  /** What each row of a job's hosts costs. */
  hostRowMs: number;
  /** How many requests the server works on at a time; 0 = all of them. */
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
 * What exists on the simulated Foreman before the first request; may be changed while the server
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
  /** Jobs that are there when the server starts. */
  readonly history: HistoryItem[] = [];
  readonly timing: Timing = { ...usualTiming };
  /** What a host does for a job that `scripts` does not cover. */
  behavior: Behavior = commandBehavior;
  /** The first ids to give out: a world may start like a used server. */
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

  /** Adds a host; `id` is the next free one unless given. */
  addHost(host: NewHost): DemoHost {
    const record = hostRecord(this.nextIdOf(this.lastHostId), this, host);
    this.lastHostId = Math.max(this.lastHostId, record.id);
    this.hosts.set(record.id, record);
    return record;
  }

  /**
   * Adds `count` hosts; `#` in the pattern becomes the number, with zeros in front:
   * `web#.example.com`.
   */
  addHosts(count: number, pattern: string, more: Omit<NewHost, 'name'> = {}): DemoHost[] {
    const digits = Math.max(2, String(count).length);
    const names = Array.from({ length: count }, (_, i) =>
      pattern.replace('#', String(i + 1).padStart(digits, '0')),
    );
    return names.map((name) => this.addHost({ ...more, name }));
  }

  /** The host is deleted; jobs that ran on it keep their counts. */
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

  /** What this host does for every job from now on. */
  script(hostName: string, script: HostScript | Behavior): void {
    this.scripts.set(hostName, script);
  }

  /** The script of a host for a job: its own if it has one, else the world's behavior. */
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
