import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Clock } from '../../src/clock.ts';
import { modulesLoading } from './lazy-modules.ts';

interface Sleeper {
  readonly wakeAt: number;
  readonly order: number;
  readonly wake: () => void;
}

/** How many quiet turns of the event loop mean that everything waits for time. */
const QUIET_TURNS = 12;
/**
 * Requests that show no sign of life for this many real milliseconds count as hung, so that
 * time-outs can come.
 */
const HUNG_AFTER_MS = 250;
/**
 * What one turn of the event loop adds to that at most: on a loaded machine a turn may take long,
 * and nothing hangs.
 */
const TURN_MS = 2;
/**
 * Work of the process that no request stands for: files being read and written, programs that it
 * started.
 */
const WORK = /^(?:FSReq|CloseReq|ProcessWrap|GetAddrInfo|Zlib)/;

/**
 * Time that passes only while everybody waits for it: when no request is under way, no module is
 * being loaded and sleepers exist, it jumps to the next one. Ten minutes of a job take as long as
 * its requests.
 */
export class VirtualClock implements Clock {
  private time: number;
  private order = 0;
  private sleepers: Sleeper[] = [];
  private pumping = false;
  private inFlight = 0;
  private activity = 0;
  private readonly open = new WeakSet<object>();
  private readonly servers: { readonly sleeping: number }[] = [];
  private readonly onCreate = (message: unknown) => this.started(requestOf(message));
  private readonly onEnd = (message: unknown) => this.ended(requestOf(message));

  constructor(start: string | number = '2026-11-23T14:00:00Z') {
    this.time = typeof start === 'number' ? start : Date.parse(start);
    subscribe('undici:request:create', this.onCreate);
    subscribe('undici:request:trailers', this.onEnd);
    subscribe('undici:request:error', this.onEnd);
  }

  /** Requests that this server holds on the same clock do not keep time from passing. */
  watch(server: { readonly sleeping: number }): void {
    this.servers.push(server);
  }

  now(): number {
    return this.time;
  }

  /** Lets time pass at once, waking what is due, in order. */
  advance(ms: number): void {
    this.jumpTo(this.time + ms);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const sleeper: Sleeper = {
        wakeAt: this.time + Math.max(0, ms),
        order: this.order++,
        wake: () => finish(),
      };
      const onAbort = () => {
        this.sleepers = this.sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason);
      };
      const finish = () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.sleepers.push(sleeper);
      this.pump();
    });
  }

  dispose(): void {
    this.sleepers = [];
    unsubscribe('undici:request:create', this.onCreate);
    unsubscribe('undici:request:trailers', this.onEnd);
    unsubscribe('undici:request:error', this.onEnd);
  }

  private started(request: object | undefined): void {
    this.activity++;
    if (request === undefined) return;
    this.open.add(request);
    this.inFlight++;
  }

  private ended(request: object | undefined): void {
    this.activity++;
    if (request !== undefined && this.open.delete(request)) this.inFlight--;
  }

  private pump(): void {
    if (this.pumping) return;
    this.pumping = true;
    let quiet = 0;
    let seen = this.activity;
    let lifelessMs = 0;
    let turnedAt = performance.now();
    const turn = () => {
      if (this.sleepers.length === 0) {
        this.pumping = false;
        return;
      }
      lifelessMs += Math.min(TURN_MS, performance.now() - turnedAt);
      turnedAt = performance.now();
      if (this.activity !== seen || modulesLoading() > 0) {
        seen = this.activity;
        lifelessMs = 0;
        quiet = 0;
      }
      quiet = this.busy() && lifelessMs <= HUNG_AFTER_MS ? 0 : quiet + 1;
      if (quiet >= QUIET_TURNS) {
        quiet = 0;
        lifelessMs = 0;
        this.jumpTo(Math.min(...this.sleepers.map((sleeper) => sleeper.wakeAt)));
      }
      setImmediate(turn);
    };
    setImmediate(turn);
  }

  private busy(): boolean {
    const held = this.servers.reduce((sum, server) => sum + server.sleeping, 0);
    if (this.inFlight - held > 0 || modulesLoading() > 0) return true;
    return process.getActiveResourcesInfo().some((resource) => WORK.test(resource));
  }

  private jumpTo(time: number): void {
    this.time = Math.max(this.time, time);
    const due = this.sleepers.filter((sleeper) => sleeper.wakeAt <= this.time);
    this.sleepers = this.sleepers.filter((sleeper) => sleeper.wakeAt > this.time);
    due.sort((a, b) => a.wakeAt - b.wakeAt || a.order - b.order);
    for (const sleeper of due) sleeper.wake();
  }
}

function requestOf(message: unknown): object | undefined {
  if (typeof message !== 'object' || message === null || !('request' in message)) return undefined;
  return typeof message.request === 'object' && message.request !== null
    ? message.request
    : undefined;
}
