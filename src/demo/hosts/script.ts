import type { DemoHost } from '../world/world-records.ts';

/**
 * A text that a host prints, `afterMs` milliseconds after the previous step or the start of the
 * script.
 */
export interface ScriptStep {
  readonly afterMs: number;
  /** stdout if absent. Push mode has only stdout; stderr comes from other providers. */
  readonly stream?: 'stdout' | 'stderr' | 'debug';
  /** Any text; a lone surrogate represents a byte that is not UTF-8, which makes the run fail. */
  readonly text: string;
}

/** The end of a host's script, `afterMs` milliseconds after its last step. */
type ScriptEnd =
  | { readonly kind: 'exit'; readonly afterMs: number; readonly code: number }
  /** `message`: the error of ssh, or a list of texts that replace the proxy's debug elements. */
  | {
      readonly kind: 'unreachable';
      readonly afterMs: number;
      readonly message?: string | readonly string[];
    }
  | { readonly kind: 'hang' };

/** The script of a host for a job. */
export interface HostScript {
  readonly steps: readonly ScriptStep[];
  readonly end: ScriptEnd;
  /** The milliseconds by which the host's clock, which stamps lines in pull mode, is ahead. */
  readonly clockOffsetMs?: number;
}

/** The facts about a job on which a behavior may depend. */
export interface JobForHost {
  readonly id: number;
  readonly template: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** The script that was rendered for this host. */
  readonly script: string;
  readonly effective_user: string;
  readonly seed: number;
  /** The start of the script, in milliseconds since the epoch. */
  readonly startedAt: number;
}

/**
 * Decides the script of a host for a job; `attempt` counts the runs of this template with these
 * inputs on this host, from 1.
 */
export type Behavior = (host: DemoHost, job: JobForHost, attempt: number) => HostScript;

/** A script that prints these texts, one every `everyMs` milliseconds, and exits. */
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

/** The script of a host that ssh cannot reach. */
export function unreachableScript(message?: string | readonly string[]): HostScript {
  return {
    steps: [],
    end: { kind: 'unreachable', afterMs: 1500, ...(message === undefined ? {} : { message }) },
  };
}
