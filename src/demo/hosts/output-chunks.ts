import { fraction } from './random.ts';
import type { HostScript } from './script.ts';

/** What the proxy reads at one of its ticks: any bytes, not a line. */
export interface OutputChunk {
  readonly output_type: string;
  readonly text: string;
  /** Milliseconds since the epoch by the true clock: readable at the proxy from then on. */
  readonly readable_at: number;
  /** Seconds by the clock that stamped it. */
  readonly timestamp: number;
}

interface ChunkOptions {
  readonly startedAt: number;
  readonly tickMs: number;
  /** How far the proxy's clock is ahead. */
  readonly skewMs: number;
  /** All chunks of two ticks that follow each other get the same timestamp. */
  readonly equalTimestamps: boolean;
  /** Splits chunks anywhere, also inside lines and characters of more than one byte. */
  readonly splitChunks: boolean;
  /** Some chunks are only readable up to three ticks later. */
  readonly lateChunks: boolean;
  /** How probably a character of more than one byte is cut, which makes its chunk unreadable. */
  readonly cutCharacters: number;
  readonly key: string;
}

/** Longer texts come in several chunks. */
const LARGEST_CHUNK = 98_304;

interface TickText {
  readonly tick: number;
  readonly stream: string;
  readonly text: string[];
}

/** Cuts a script's output into what the proxy finds at its ticks, with the timestamps it gives. */
export function chunksOf(script: HostScript, options: ChunkOptions): OutputChunk[] {
  const chunks: OutputChunk[] = [];
  for (const one of textByTick(script, options))
    addChunks(chunks, one, options, script.clockOffsetMs ?? 0);
  const cut =
    fraction(options.key, 'cut character') < options.cutCharacters
      ? withCutCharacter(chunks)
      : chunks;
  return options.lateChunks ? withLateOnes(cut, options) : cut;
}

/** Cuts a character of several bytes in the last chunk that has one. */
function withCutCharacter(chunks: readonly OutputChunk[]): OutputChunk[] {
  const at = chunks.findLastIndex(({ text }) => /[^\p{ASCII}]/u.test(text));
  return chunks.map((chunk, index) =>
    index === at ? { ...chunk, text: halved(chunk.text) } : chunk,
  );
}

/** A lone surrogate stands for invalid UTF-8. */
function halved(text: string): string {
  return text.replace(/[^\p{ASCII}]/u, '\ud800');
}

/** In the order in which the proxy has them. */
function withLateOnes(
  chunks: readonly OutputChunk[],
  { key, tickMs }: ChunkOptions,
): OutputChunk[] {
  const delayed = chunks.map((chunk, at) => {
    const ticks =
      fraction(key, 'late', at) < 0.2 ? 1 + Math.floor(fraction(key, 'ticks', at) * 3) : 0;
    return { ...chunk, readable_at: chunk.readable_at + ticks * tickMs };
  });
  return delayed.sort((a, b) => a.readable_at - b.readable_at);
}

/**
 * What is written to one stream between two ticks comes as one; each debug text is the proxy's own
 * element.
 */
function textByTick(script: HostScript, { startedAt, tickMs }: ChunkOptions): TickText[] {
  const found: TickText[] = [];
  let at = startedAt;
  for (const step of script.steps) {
    at += step.afterMs;
    const tick = Math.max(1, Math.ceil((at - startedAt) / tickMs));
    const stream = step.stream ?? 'stdout';
    const open = found.at(-1);
    const joins = stream !== 'debug' && open?.tick === tick && open.stream === stream;
    if (joins) open.text.push(step.text);
    else found.push({ tick, stream, text: [step.text] });
  }
  return found;
}

function addChunks(
  chunks: OutputChunk[],
  from: TickText,
  options: ChunkOptions,
  offsetMs: number,
): void {
  const { tick, stream } = from;
  const text = from.text.join('');
  const readable = tickTime(tick, options);
  for (const piece of pieces(text, options, tick)) {
    const last = chunks.at(-1);
    const exact =
      readable + options.skewMs + offsetMs + fraction(options.key, 'us', chunks.length) * 0.9;
    const stamp = seconds(exact);
    const timestamp =
      last === undefined || stamp > last.timestamp ? stamp : plusMicroseconds(last.timestamp, 17);
    const repeats = options.equalTimestamps && last !== undefined && chunks.length % 3 !== 0;
    chunks.push({
      output_type: stream,
      text: piece,
      readable_at: readable,
      timestamp: repeats ? last.timestamp : timestamp,
    });
  }
}

/** When the proxy's tick number `tick` of a script falls. */
export function tickTime(
  tick: number,
  options: Pick<ChunkOptions, 'startedAt' | 'tickMs' | 'key'>,
): number {
  return (
    options.startedAt +
    tick * options.tickMs +
    Math.floor(fraction(options.key, 'tick', tick) * options.tickMs * 0.2)
  );
}

function pieces(text: string, options: ChunkOptions, tick: number): string[] {
  const found: string[] = [];
  let rest = text;
  while (rest !== '') {
    const size = options.splitChunks
      ? 1 +
        Math.floor(fraction(options.key, 'cut', tick, found.length) * Math.min(rest.length, 400))
      : LARGEST_CHUNK;
    const end = atCharacter(rest, Math.min(size, rest.length));
    found.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return found;
}

/** JSON cannot carry half a surrogate pair. */
function atCharacter(text: string, end: number): number {
  const code = text.charCodeAt(end - 1);
  const splitsPair = code >= 0xd800 && code <= 0xdbff && end < text.length;
  return splitsPair ? end + 1 : end;
}

/** Milliseconds to the seconds with at most six decimals that the API shows. */
export function seconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1_000_000;
}

export function plusMicroseconds(timestamp: number, microseconds: number): number {
  return Math.round(timestamp * 1_000_000 + microseconds) / 1_000_000;
}
