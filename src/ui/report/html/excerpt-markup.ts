import type { Excerpt } from '../excerpt.ts';
import { leftOutText } from '../report-words.ts';
import { type Html, html } from './html-text.ts';

/** The text as it was printed, and where a part is missing, what shows all of it. */
export function excerptMarkup({ head, tail, leftOut }: Excerpt, command: string | null): Html {
  if (leftOut === null) return html`<pre>${withoutLastBreak(head)}</pre>`;
  const whole = command === null ? null : html`: <code>${command}</code>`;
  const before = head === '' ? null : html`<pre>${withoutLastBreak(head)}</pre>`;
  return html`${before}<p class="cut">${leftOutText(leftOut)}${whole}</p><pre>${withoutLastBreak(tail)}</pre>`;
}

/** A page drops the first line break of a `pre`, so there is one more. */
function withoutLastBreak(text: string): Html {
  return html`
${text.replace(/\n$/, '')}`;
}
