import { EventQueue } from './hosts/event-queue.ts';
import { RandomSequence, uuidOf } from './hosts/random.ts';
import type { DemoFaults } from './http/faults.ts';
import type { Abilities } from './http/versions.ts';
import { Workers } from './http/workers.ts';
import type { HostRun, JobRecord, RecurringLogic, TaskRecord } from './jobs/job-record.ts';
import type { DemoWorld } from './world/world.ts';
import type { DemoForeignInputSet, DemoInput, DemoTemplate } from './world/world-records.ts';

/** The clock that is passed to the simulator, in milliseconds. */
export interface DemoClock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

interface ForemanOptions {
  readonly world: DemoWorld;
  readonly clock: DemoClock;
  readonly abilities: Abilities;
  readonly faults: DemoFaults;
  readonly seed: number;
  /** Aborts when the server closes. */
  readonly closing: AbortSignal;
}

/** A task with its job and host. */
export interface TaskOwner {
  readonly task: TaskRecord;
  readonly job: JobRecord;
  /** null for the task of the whole job. */
  readonly run: HostRun | null;
}

type IdKind = keyof DemoWorld['firstIds'];

/** The database and the event queue of the simulated server; the rules are in other modules. */
export class Foreman {
  readonly world: DemoWorld;
  readonly clock: DemoClock;
  readonly abilities: Abilities;
  readonly faults: DemoFaults;
  readonly seed: number;
  readonly jobs = new Map<number, JobRecord>();
  readonly tasks = new Map<string, TaskOwner>();
  readonly recurringLogics = new Map<number, RecurringLogic>();
  /** The runs of each host by its id, oldest first, for searches of hosts by job. */
  readonly runsByHost = new Map<number, HostRun[]>();
  readonly random: RandomSequence;
  /** The number of calls to the smart proxy so far. */
  proxyCalls = 0;
  /** The simulated time, in milliseconds since the epoch. */
  time: number;
  /** The number of requests that wait on the clock now. */
  sleeping = 0;
  private readonly closing: AbortSignal;
  private readonly queue = new EventQueue();
  private readonly workers = new Workers();
  private readonly nextIds: Record<IdKind, number>;
  private readonly attempts = new Map<string, number>();
  private uuids = 0;

  constructor(options: ForemanOptions) {
    this.world = options.world;
    this.clock = options.clock;
    this.abilities = options.abilities;
    this.faults = options.faults;
    this.seed = options.seed;
    this.closing = options.closing;
    this.random = new RandomSequence(options.seed);
    this.nextIds = { ...options.world.firstIds };
    this.time = options.clock.now();
  }

  /** Waits on the injected clock, counted in `sleeping`, which virtual clocks read. */
  async sleep(ms: number): Promise<void> {
    this.sleeping++;
    try {
      await this.clock.sleep(ms, this.closing);
    } finally {
      this.sleeping--;
    }
    this.advance();
  }

  /** Waits for a worker, and for the time of its work (milliseconds). */
  async work(ms: number): Promise<void> {
    const { workers } = this.world.timing;
    if (ms <= 0) return;
    await this.sleep(workers === 0 ? ms : this.workers.timeOf(ms, this.clock.now(), workers));
  }

  /** Runs all events that are due now. */
  advance(): void {
    this.runUntil(this.clock.now());
  }

  runUntil(time: number): void {
    for (let event = this.queue.take(time); event !== null; event = this.queue.take(time)) {
      this.time = Math.max(this.time, event.at);
      event.run();
    }
    this.time = Math.max(this.time, time);
  }

  /** Runs `run` after a delay, counted from the simulated time. */
  after(delayMs: number, run: () => void): void {
    this.queue.schedule(this.time + delayMs, run);
  }

  at(time: number, run: () => void): void {
    this.queue.schedule(time, run);
  }

  takeId(kind: IdKind): number {
    const id = this.nextIds[kind];
    this.nextIds[kind] = id + 1;
    return id;
  }

  /** The next event id. There are gaps because conflicting inserts use up some ids. */
  takeEventId(): number {
    const id = this.nextIds.event;
    this.nextIds.event = id + 1 + Math.floor(this.random.next() * 3);
    return id;
  }

  newTask(state: TaskRecord['state'], startAt: number | null): TaskRecord {
    this.uuids++;
    return {
      id: uuidOf(this.seed, 'task', this.uuids),
      state,
      result: 'pending',
      start_at: startAt,
      start_before: null,
      started_at: null,
      ended_at: null,
      errors: [],
    };
  }

  /** Counts the runs of this template with these inputs on this host, including this one. */
  countAttempt(job: JobRecord, hostId: number): number {
    const key = `${hostId} ${job.template_id} ${JSON.stringify(job.inputs)}`;
    const attempt = (this.attempts.get(key) ?? 0) + 1;
    this.attempts.set(key, attempt);
    return attempt;
  }

  /** The inputs of a job of this template: its own and those of included templates. */
  inputsOf(template: DemoTemplate): readonly DemoInput[] {
    return [
      ...template.inputs,
      ...template.foreign_input_sets.flatMap((set) => this.foreignInputs(set)),
    ];
  }

  private foreignInputs(set: DemoForeignInputSet): DemoInput[] {
    const inputs = this.world.templateById(set.target_template_id)?.inputs ?? [];
    return inputs.filter(({ name }) =>
      set.include_all ? !set.exclude.includes(name) : set.include.includes(name),
    );
  }

  rememberRun(job: JobRecord, run: HostRun): void {
    job.runs.set(run.host_id, run);
    this.tasks.set(run.task.id, { task: run.task, job, run });
    const runs = this.runsByHost.get(run.host_id);
    if (runs === undefined) this.runsByHost.set(run.host_id, [run]);
    else runs.push(run);
  }
}
