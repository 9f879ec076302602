import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

/** Why there was no complete response. */
type TransportTrouble = 'timeout' | 'network' | 'cut' | 'too_long';

interface Details {
  readonly cause?: unknown;
  /** The time limit, for `timeout`. */
  readonly milliseconds?: number;
  /** The size limit, for `too_long`. */
  readonly bytes?: number;
}

/**
 * There was no complete response. `sent`: at least a part of the request was sent, so the server
 * may have processed it.
 */
export class TransportError extends Error {
  readonly trouble: TransportTrouble;
  readonly sent: boolean;
  /** Node's error code, e.g. ECONNREFUSED, ENOTFOUND or CERT_HAS_EXPIRED. */
  readonly code: string | null;
  readonly milliseconds: number | null;
  readonly bytes: number | null;

  constructor(trouble: TransportTrouble, sent: boolean, details: Details = {}) {
    const { cause } = details;
    super(cause instanceof Error ? cause.message : trouble, { cause });
    this.name = 'TransportError';
    this.trouble = trouble;
    this.sent = sent;
    this.code = errorCode(cause);
    this.milliseconds = details.milliseconds ?? null;
    this.bytes = details.bytes ?? null;
  }
}

/** The error code. For several addresses, Node wraps the errors in one without a code. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error instanceof AggregateError ? errorCode(error.errors[0]) : null;
}

interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly text: string;
}

/** Collects one response of undici. Can be stopped at any time, also before it has a socket. */
export class ResponseReader implements Dispatcher.DispatchHandler {
  readonly response: Promise<Received>;
  /** Whether at least a part of the request was sent. */
  sent = false;
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  private readonly chunks: Uint8Array[] = [];
  private readonly maxBytes: number;
  private bytes = 0;
  private controller: Dispatcher.DispatchController | undefined;
  private stopped: { readonly reason: unknown } | undefined;
  private resolve: (received: Received) => void = () => undefined;
  private reject: (reason: unknown) => void = () => undefined;

  /** Reading ends with an error after `maxBytes`. */
  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
    this.response = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.stopped !== undefined) {
      controller.abort(asError(this.stopped.reason));
      return;
    }
    this.sent = true;
    this.controller = controller;
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes > this.maxBytes) this.refuse();
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const { 'set-cookie': cookies, ...rest } = this.headers;
    const text = withoutMark(Buffer.concat(this.chunks).toString());
    this.resolve({ status: this.status, headers: flat(rest), cookies: listOf(cookies), text });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.reject(
      new TransportError(this.status === 0 ? 'network' : 'cut', this.sent, { cause: error }),
    );
  }

  private refuse(): void {
    this.chunks.length = 0;
    this.stop(new TransportError('too_long', this.sent, { bytes: this.maxBytes }));
  }

  /** Rejects with `reason`. A request that was not sent yet is not sent. */
  stop(reason: unknown): void {
    this.stopped = { reason };
    this.reject(reason);
    this.controller?.abort(asError(reason));
  }
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function flat(headers: IncomingHttpHeaders): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined)
      result[name.toLowerCase()] = typeof value === 'string' ? value : value.join(', ');
  }
  return result;
}

function listOf(value: string | string[] | undefined): readonly string[] {
  return typeof value === 'string' ? [value] : (value ?? []);
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
