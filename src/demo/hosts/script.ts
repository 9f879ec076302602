import type { DemoHost } from '../world/world-records.ts';

/**
 * Something a host writes: `afterMs` milliseconds after the step before it (or the start of the
 * script).
 */
export interface ScriptStep {
  readonly afterMs: number;
  /** Push mode delivers everything as stdout; stderr comes from other providers. */
  readonly stream?: 'stdout' | 'stderr' | 'debug';
  /** Any text; a lone surrogate stands for a byte that is not UTF-8, which makes the run fail. */
  readonly text: string;
}

/** How a host's script ends, `afterMs` milliseconds after its last step. */
type ScriptEnd =
  | { readonly kind: 'exit'; readonly afterMs: number; readonly code: number }
  /**
   * `message` is the error of ssh; a list replaces the proxy's debug elements, word for word.
   */
  | {
      readonly kind: 'unreachable';
      readonly afterMs: number;
      readonly message?: string | readonly string[];
    }
  | { readonly kind: 'hang' };

/** What one host does for one job. */
export interface HostScript {
  readonly steps: readonly ScriptStep[];
  readonly end: ScriptEnd;
  /** Line timestamps come from a host clock that differs by this much (pull mode). */
  readonly clockOffsetMs?: number;
}

/** What a behavior may depend on. */
export interface JobForHost {
  readonly id: number;
  readonly template: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** The rendered script of this host. */
  readonly script: string;
  readonly effective_user: string;
  readonly seed: number;
  /** Milliseconds since the epoch, when the script starts. */
  readonly startedAt: number;
}

/**
 * What a host does for a job; `attempt` counts the runs of this template with these inputs on this
 * host, from 1.
 */
export type Behavior = (host: DemoHost, job: JobForHost, attempt: number) => HostScript;

/** A script that writes these texts one after the other, `everyMs` apart, and exits. */
export function textScript(
  texts: readonly string[],
  options: { readonly everyMs?: number; readonly code?: number } = {},
): HostScript {
  const afterMs = options.everyMs ?? 100;
  return {
    steps: texts.map((text) => ({ afterMs, text })),
    end: { kind: 'exit', afterMs: 100, code: options.code ?? 0 },
  };
}

/** A host that cannot be reached by ssh. */
export function unreachableScript(message?: string | readonly string[]): HostScript {
  return {
    steps: [],
    end: { kind: 'unreachable', afterMs: 1500, ...(message === undefined ? {} : { message }) },
  };
}
