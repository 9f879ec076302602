import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { junitReport } from '../../../src/ui/report/junit.ts';
import { sanitise } from '../../../src/ui/terminal/sanitise.ts';
import { anyReport } from './arbitrary-report.ts';

const schema = readFileSync(new URL('junit.xsd', import.meta.url), 'utf8');

/** Faults that libxml2 finds in these documents. */
async function faultsIn(documents: readonly string[]): Promise<readonly string[]> {
  const xml = documents.map((contents, at) => ({ fileName: `${at}.xml`, contents }));
  const { errors } = await validateXML({ xml, schema, maxMemoryPages: 4096 });
  return errors.map(({ rawMessage }) => rawMessage);
}

test('whatever hosts and servers write, the result is valid and well-formed', async () => {
  const reports = fc.sample(anyReport, { numRuns: 300, seed: 7 });
  expect(await faultsIn(reports.map(junitReport))).toEqual([]);
});

test('the schema refuses what is not JUnit, so that the test above shows something', async () => {
  const found = await faultsIn([
    '<testsuites name="a" tests="1" failures="0" errors="0"><testsuite/></testsuites>',
    '<testsuites>\u0001</testsuites>',
  ]);
  expect(found.length).toBeGreaterThan(1);
});

/** Text as XML can hold it. */
function allowed(text: string): string {
  return [...sanitise(text, { color: false })]
    .map((one) => (/[\ud800-\udfff\ufffe\uffff]/.test(one) && one.length === 1 ? '\ufffd' : one))
    .join('');
}

const references: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** Of canonical XML. */
function decoded(text: string): string {
  return text.replaceAll(/&(?:#x([0-9A-F]+)|(\w+));/g, (_, code?: string, name?: string) =>
    code === undefined ? (references[name ?? ''] ?? '') : String.fromCodePoint(parseInt(code, 16)),
  );
}

/** Names and outputs of the cases of each document, as a parser reads them. */
async function casesIn(documents: readonly string[]) {
  const xml = documents.map((contents, at) => ({ fileName: `${at}.xml`, contents }));
  const { normalized } = await validateXML({ xml, normalization: 'c14n', maxMemoryPages: 4096 });
  return normalized
    .split('<testsuites ')
    .slice(1)
    .map((document) => {
      const cases = document.matchAll(
        /<testcase classname="[^"]*" name="([^"]*)"(?: time="[^"]*")?>([\s\S]*?)<\/testcase>/g,
      );
      return [...cases].map(([, name = '', inner = '']) => ({
        name: decoded(name),
        output: decoded(/<system-out>([^<]*)<\/system-out>/.exec(inner)?.[1] ?? ''),
      }));
    });
}

test('names and outputs are read as they were written, but for what XML forbids', async () => {
  const reports = fc.sample(anyReport, { numRuns: 200, seed: 11 });
  const expected = reports.map(({ hosts }) =>
    hosts.map(({ id, name, output }) => ({
      name: allowed(name).trim() === '' ? `host ${id}` : allowed(name),
      output: allowed(output.head),
    })),
  );
  const found = await casesIn(reports.map(junitReport));
  expect(found.map((cases, at) => cases.slice(0, expected[at]?.length))).toEqual(expected);
});

test('a job that did not succeed is never all green', () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      const [, failures = '', errors = ''] =
        /failures="(\d+)" errors="(\d+)"/.exec(junitReport(report)) ?? [];
      const [, skipped = ''] = /skipped="(\d+)"/.exec(junitReport(report)) ?? [];
      const red = Number(failures) + Number(errors) + Number(skipped);
      if (report.outcome !== 'succeeded') expect(red).toBeGreaterThan(0);
    }),
  );
});
