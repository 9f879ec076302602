import { type JsonObject, jsonText } from './json.ts';

/** The text around the rows of a document that is written row by row. */
export interface RowFrame<Row> {
  /** The texts before the first row, between rows, and after the last. */
  readonly open: string;
  readonly between: string;
  readonly close: string;
  /** The whole text without rows. */
  readonly empty: string;
  row(row: Row): string;
}

/** The pieces of a document, with one row in memory at a time. */
export function* framed<Row>(frame: RowFrame<Row>, rows: Iterable<Row>): Generator<string> {
  let any = false;
  for (const row of rows) {
    yield (any ? frame.between : frame.open) + frame.row(row);
    any = true;
  }
  yield any ? frame.close : frame.empty;
}

/** Like `framed`, for rows that are still being read. */
export async function* framedLater<Row>(
  frame: RowFrame<Row>,
  rows: AsyncIterable<Row>,
): AsyncGenerator<string> {
  let any = false;
  for await (const row of rows) {
    yield (any ? frame.between : frame.open) + frame.row(row);
    any = true;
  }
  yield any ? frame.close : frame.empty;
}

interface Parts {
  readonly before: JsonObject;
  readonly after: JsonObject;
}

function partsAround(document: JsonObject, rowsKey: string): Parts {
  const entries = Object.entries(document);
  const at = entries.findIndex(([key]) => key === rowsKey);
  return {
    before: Object.fromEntries(entries.slice(0, at)),
    after: Object.fromEntries(entries.slice(at + 1)),
  };
}

/** The frame of JSON, with the same text as `jsonText`. A key must precede the rows. */
export function jsonFrame(
  document: JsonObject,
  rowsKey: string,
  indented: boolean,
): RowFrame<JsonObject> {
  const { before, after } = partsAround(document, rowsKey);
  const [line, space] = indented ? ['\n', ' '] : ['', ''];
  const by = (count: number) => line + space.repeat(count);
  const opened = `${jsonText(before, indented).trimEnd().slice(0, -1).trimEnd()},${by(2)}${JSON.stringify(rowsKey)}:${space}`;
  const rest = jsonText(after, indented).slice(1);
  const closed = Object.keys(after).length === 0 ? `${by(0)}}\n` : `,${rest}`;
  return {
    open: `${opened}[${by(4)}`,
    between: `,${by(4)}`,
    close: `${by(2)}]${closed}`,
    empty: `${opened}[]${closed}`,
    row: (json) => jsonText(json, indented).trimEnd().replaceAll('\n', '\n    '),
  };
}

/** The frame of YAML, with the same text as for the whole document. */
export async function yamlFrame(
  document: JsonObject,
  rowsKey: string,
): Promise<RowFrame<JsonObject>> {
  const { yamlItem, yamlText } = await import('./yaml-text.ts');
  const { before, after } = partsAround(document, rowsKey);
  const head = yamlText(before);
  const close = Object.keys(after).length === 0 ? '' : yamlText(after);
  return {
    open: `${head}${rowsKey}:\n`,
    between: '',
    close,
    empty: `${head}${rowsKey}: []\n${close}`,
    row: yamlItem,
  };
}
