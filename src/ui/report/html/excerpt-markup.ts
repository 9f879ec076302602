import type { Excerpt } from '../excerpt.ts';
import { leftOutText } from '../report-words.ts';
import { type Html, html } from './html-text.ts';

/** The text as printed; if a part is missing, also the command that shows all of it. */
export function excerptMarkup({ head, tail, leftOut }: Excerpt, command: string | null): Html {
  if (leftOut === null) return html`<pre>${withoutLastBreak(head)}</pre>`;
  const whole = command === null ? null : html`: <code>${command}</code>`;
  const before = head === '' ? null : html`<pre>${withoutLastBreak(head)}</pre>`;
  return html`${before}<p class="cut">${leftOutText(leftOut)}${whole}</p><pre>${withoutLastBreak(tail)}</pre>`;
}

/** The text of a `pre` without its last line break. Browsers drop a first one, so one is added. */
function withoutLastBreak(text: string): Html {
  return html`
${text.replace(/\n$/, '')}`;
}
