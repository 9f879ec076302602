import type { OutputLine } from '../jobs/output.ts';
import type { Checkpoint } from './checkpoint.ts';

export type DeliverLine = (line: OutputLine) => void;

/**
 * Puts the chunks of one host together into lines, each stream for itself. A line ends with `\n`,
 * so `\r\n` stays one line end and a lone `\r` stays inside its line; no byte is changed. A line
 * has the timestamp of the chunk that ended it. What server and smart proxy say (`debug`) comes in
 * messages, each of which ends its last line.
 */
export class LineAssembly {
  private readonly tails = new Map<string, { text: string; timestamp: number }>();
  private readonly deliver: DeliverLine;
  private readonly late: boolean;

  constructor(deliver: DeliverLine, late = false) {
    this.deliver = deliver;
    this.late = late;
  }

  /** Delivers the lines that this chunk ends, and keeps what follows the last line end. */
  accept(stream: string, text: string, timestamp: number): void {
    this.takeIn(stream, text, timestamp);
    if (stream === 'debug') this.endTail(stream);
  }

  private takeIn(stream: string, text: string, timestamp: number): void {
    let end = text.indexOf('\n');
    if (end === -1) {
      this.keep(stream, text, timestamp);
      return;
    }
    const { late } = this;
    const first = end === text.length - 1 ? text : text.slice(0, end + 1);
    this.deliver({ stream, text: this.takeTail(stream) + first, timestamp, late });
    let start = end + 1;
    for (end = text.indexOf('\n', start); end !== -1; end = text.indexOf('\n', start)) {
      this.deliver({ stream, text: text.slice(start, end + 1), timestamp, late });
      start = end + 1;
    }
    if (start < text.length) this.keep(stream, text.slice(start), timestamp);
  }

  /** Lines that have begun and not ended. */
  begun(): Checkpoint['tails'] {
    return [...this.tails].map(([stream, tail]) => ({ stream, ...tail }));
  }

  /** Goes on with lines that have begun elsewhere. */
  restore(tails: Checkpoint['tails']): void {
    this.tails.clear();
    for (const { stream, text, timestamp } of tails) this.tails.set(stream, { text, timestamp });
  }

  /** Nothing will follow: delivers what had no line end. */
  flush(): void {
    for (const stream of [...this.tails.keys()]) this.endTail(stream);
  }

  private endTail(stream: string): void {
    const tail = this.tails.get(stream);
    if (tail === undefined) return;
    this.tails.delete(stream);
    this.deliver({ stream, text: tail.text, timestamp: tail.timestamp, late: this.late });
  }

  private keep(stream: string, text: string, timestamp: number): void {
    if (text === '') return;
    const tail = this.tails.get(stream);
    if (tail === undefined) this.tails.set(stream, { text, timestamp });
    else {
      tail.text += text;
      tail.timestamp = timestamp;
    }
  }

  private takeTail(stream: string): string {
    if (this.tails.size === 0) return '';
    const tail = this.tails.get(stream);
    this.tails.delete(stream);
    return tail?.text ?? '';
  }
}
