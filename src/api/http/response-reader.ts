import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { TransportError } from './transport-error.ts';

interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly text: string;
}

/**
 * Collects one answer from undici and may be stopped at any time, also before a socket was found.
 */
export class ResponseReader implements Dispatcher.DispatchHandler {
  readonly answer: Promise<Received>;
  /** True once the request began to leave. */
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

  /** Beyond `maxBytes` no answer is kept, or read. */
  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
    this.answer = new Promise((resolve, reject) => {
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

  /** Rejects with `reason`; a request that has not begun to leave never will. */
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
