import { fraction } from './random.ts';
import type { HostScript } from './script.ts';

/** The output that the proxy reads at a tick; it may begin and end anywhere in a line. */
export interface OutputChunk {
  readonly output_type: string;
  readonly text: string;
  /** The time from which the proxy has it, in milliseconds since the epoch by the true clock. */
  readonly readable_at: number;
  /** The timestamp, in seconds, by the clock that stamped it. */
  readonly timestamp: number;
}

interface ChunkOptions {
  readonly startedAt: number;
  readonly tickMs: number;
  /** The milliseconds by which the proxy's clock is ahead. */
  readonly skewMs: number;
  /** Whether chunks repeat the timestamp of the chunk before, two out of three. */
  readonly equalTimestamps: boolean;
  /** Whether chunks are split at random places, also inside lines. */
  readonly splitChunks: boolean;
  /** Whether some chunks are readable only one to three ticks later. */
  readonly lateChunks: boolean;
  /** The probability of a cut character of several bytes, which makes its chunk unreadable. */
  readonly cutCharacters: number;
  readonly key: string;
}

/** The size of the largest chunk, in UTF-16 units; a longer text becomes several chunks. */
const LARGEST_CHUNK = 98_304;

interface TickText {
  readonly tick: number;
  readonly stream: string;
  readonly text: string[];
}

/** Divides a script's output into the chunks that the proxy finds at its ticks, with timestamps. */
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

/** Replaces a character by a lone surrogate, which represents invalid UTF-8. */
function halved(text: string): string {
  return text.replace(/[^\p{ASCII}]/u, '\ud800');
}

/** Delays some chunks; returns all in the order in which the proxy has them. */
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
 * Joins the output of a stream between two ticks. Debug texts are the proxy's and stay separate
 * elements.
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

/** The time of the proxy's tick number `tick` for a script. */
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

/** Moves an end out of a surrogate pair: JSON cannot contain half of one. */
function atCharacter(text: string, end: number): number {
  const code = text.charCodeAt(end - 1);
  const splitsPair = code >= 0xd800 && code <= 0xdbff && end < text.length;
  return splitsPair ? end + 1 : end;
}

/** Converts milliseconds to seconds with at most six decimals, as in the API. */
export function seconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1_000_000;
}

export function plusMicroseconds(timestamp: number, microseconds: number): number {
  return Math.round(timestamp * 1_000_000 + microseconds) / 1_000_000;
}
