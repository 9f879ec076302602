import { causeOfEnd, noEvidence, withLines } from '../../../src/jobs/hosts/end-evidence.ts';
import type { HostPage } from '../../../src/ui/nouns/host-page.ts';

/** A host that printed this, line by line, and succeeded, but for `more`. */
export function examplePage(number: number, text: string, more: Partial<HostPage> = {}): HostPage {
  const texts = text === '' ? [] : text.split(/(?<=\n)/);
  const page: HostPage = {
    id: 100 + number,
    name: `web${String(number).padStart(2, '0')}.example.com`,
    status: 'succeeded',
    exit_code: 0,
    complete: true,
    torn: false,
    lines: texts.map((line, at) => ({ stream: 'stdout', text: line, timestamp: at, late: false })),
    notice: null,
    ...more,
  };
  const { exit_code, lines } = page;
  const exit = { exit_code, isException: false };
  return { cause: causeOfEnd(withLines(noEvidence, lines), exit), ...page };
}
