import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

const folder = fileURLToPath(new URL('../../schemas/', import.meta.url));
let validators: ReadonlyMap<string, ValidateFunction> | undefined;

/**
 * The published schemas, but with no room for fields that they do not describe: a test must not
 * print those.
 */
function schemas(): ReadonlyMap<string, ValidateFunction> {
  if (validators !== undefined) return validators;
  const ajv = new Ajv2020({ allErrors: false, strict: false });
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const compile = (file: string): [string, ValidateFunction] => [
    file.replace('.json', ''),
    ajv.compile(closed(JSON.parse(readFileSync(`${folder}${file}`, 'utf8'))) as object),
  ];
  validators = new Map(files.map(compile));
  return validators;
}

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)]);
  const isObject = 'properties' in schema && !('additionalProperties' in schema);
  return { ...Object.fromEntries(entries), ...(isObject ? { additionalProperties: false } : {}) };
}

/**
 * Throws unless the document is one of the published answers, the error for failures, or the named
 * one.
 */
export function checkDocument(document: unknown, name?: string): void {
  const tried = name === undefined ? [...schemas()] : [[name, schemas().get(name)] as const];
  const complaints: string[] = [];
  for (const [tryName, validate] of tried) {
    if (validate?.(document) === true) return;
    const errors = (validate?.errors ?? []).slice(-1);
    complaints.push(
      `${tryName}: ${errors.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`).join()}`,
    );
  }
  const text = JSON.stringify(document).slice(0, 1500);
  throw new Error(`no published schema fits\n${complaints.join('\n')}\n${text}`);
}

const streaming = new Set(['run', 'rerun', 'watch', 'wait', 'cancel', 'output']);
/** Answers that describe this program itself. */
const undescribed = new Set(['completion', 'schema', 'complete']);

/**
 * Checks whatever a command line printed (but for what continues in the middle of a line,
 * `--resume`) for programs against the published schemas.
 */
export function checkPrinted(argv: readonly string[], stdout: string, stderr: string): void {
  const [command = ''] = argv;
  const format = argv[argv.indexOf('--format') + 1];
  const isJson = argv.includes('--json') || (argv.includes('--format') && format === 'json');
  const isStream = argv.includes('--format') && format === 'ndjson' && streaming.has(command);
  if (
    (!isJson && !isStream) ||
    undescribed.has(command) ||
    argv.includes('--fields') ||
    argv.includes('--query') ||
    argv.includes('--resume')
  )
    return;
  for (const line of stderr.split('\n'))
    if (line.startsWith('{"schema"')) checkDocument(JSON.parse(line), 'error');
  const documents = isJson ? [stdout] : stdout.split('\n');
  const follows =
    !argv.includes('--dry-run') && (command !== 'output' || argv.includes('--follow'));
  for (const text of documents.filter((one) => one.startsWith('{') && one.trimEnd().endsWith('}')))
    if (isJson) checkDocument(JSON.parse(text));
    else if (follows) checkDocument(JSON.parse(text), 'event');
}
