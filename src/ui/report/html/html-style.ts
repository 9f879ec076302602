/** The only style of the page; the policy of the page has its hash. */
export const htmlStyle = `
:root {
  color-scheme: light dark;
  --page: #f6f8fa; --panel: #ffffff; --well: #f3f5f7; --line: #d5dbe1; --text: #1b1f24;
  --quiet: #57606a; --link: #0b5cad; --bad: #b3261e; --warn: #7a4b00; --good: #1a6b35;
  --busy: #0b5cad; --bad-fill: #d1453b; --warn-fill: #d99a1c; --good-fill: #3fa35c;
  --busy-fill: #4b93dd; --none-fill: #8c959f; --bad-tint: #fdecea; --warn-tint: #fdf3dc;
  --good-tint: #e3f5e8; --busy-tint: #e5f0fb; --none-tint: #eceff2;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #0d1218; --panel: #151c24; --well: #1c252f; --line: #323e4a; --text: #e6edf3;
    --quiet: #a3b0bd; --link: #82bcff; --bad: #ff9d94; --warn: #f0c14b; --good: #74dd92;
    --busy: #82bcff; --bad-fill: #e5645a; --warn-fill: #c98e1b; --good-fill: #3d9a58;
    --busy-fill: #4b8fd6; --none-fill: #6b7785; --bad-tint: #33191a; --warn-tint: #30260f;
    --good-tint: #12291a; --busy-tint: #13263b; --none-tint: #232c36;
  }
}
* { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, sans-serif; background: var(--page); color: var(--text); }
body { margin: 0; }
header, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 2.25rem; }
main:focus { outline: 0; }
footer { padding-top: 1.5rem; padding-bottom: 2.5rem; color: var(--quiet); font-size: 0.875rem; }
h1 {
  display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 0.9rem;
  font-size: 1.9rem; line-height: 1.25; letter-spacing: -0.01em; margin: 0 0 0.35rem;
}
h2 { font-size: 1.2rem; line-height: 1.3; margin: 2.5rem 0 0.6rem; }
p { margin: 0.35rem 0 0.6rem; overflow-wrap: anywhere; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible {
  outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px;
}
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--panel); padding: 0.4rem 0.8rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.what { font-size: 1.1rem; color: var(--quiet); }
.badge { font-size: 1.05rem; font-weight: 600; letter-spacing: 0; padding: 0.15rem 0.8rem; border-radius: 1rem; background: var(--none-tint); }
.badge.failed, .badge.incomplete, .badge.broken { background: var(--bad-tint); }
.badge.cancelled, .badge.paused, .badge.unknown, .badge.no_hosts { background: var(--warn-tint); }
.badge.succeeded { background: var(--good-tint); }
.badge.running, .badge.scheduled { background: var(--busy-tint); }
.remark { border-left: 4px solid var(--warn-fill); background: var(--warn-tint); padding: 0.5rem 0.9rem; border-radius: 0 6px 6px 0; }
.quiet { color: var(--quiet); font-weight: 400; }
.failed, .never_ran, .incomplete, .broken { color: var(--bad); }
.cancelled, .unknown, .paused, .no_hosts { color: var(--warn); }
.hidden { color: var(--quiet); }
.succeeded { color: var(--good); }
.running, .waiting, .scheduled { color: var(--busy); }
.state { font-weight: 600; white-space: nowrap; }
svg { display: block; }
.bar { width: 100%; height: 0.75rem; border-radius: 0.375rem; margin: 0.25rem 0 1rem; }
rect.failed, rect.never_ran, polygon.failed { fill: var(--bad-fill); }
rect.cancelled, rect.unknown { fill: var(--warn-fill); }
rect.succeeded, polygon.succeeded { fill: var(--good-fill); }
rect.running, rect.waiting { fill: var(--busy-fill); }
rect.hidden { fill: var(--none-fill); }
ul.counts { display: flex; flex-wrap: wrap; gap: 0.5rem 2.25rem; list-style: none; margin: 0; padding: 0; }
.counts b { font-size: 1.75rem; line-height: 1.2; font-weight: 650; font-variant-numeric: tabular-nums; }
.card, dl, .rows, ol.failures, figure {
  background: var(--panel); border: 1px solid var(--line); border-radius: 10px;
}
.card { padding: 1.1rem 1.25rem; }
dl {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr));
  gap: 0.9rem 1.5rem; margin: 1rem 0 0; padding: 1.1rem 1.25rem;
}
dl > div { min-width: 0; }
.wide { grid-column: 1 / -1; }
dt { color: var(--quiet); font-size: 0.85rem; }
dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
pre, code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { font-size: 0.9em; overflow-wrap: anywhere; unicode-bidi: isolate; }
pre {
  font-size: 0.8125rem; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere;
  margin: 0; padding: 0.7rem 1rem; overflow: hidden; tab-size: 8; unicode-bidi: plaintext;
}
dd pre { background: var(--well); border-radius: 6px; margin-top: 0.25rem; }
.cut {
  margin: 0; padding: 0.35rem 1rem; font-size: 0.875rem; color: var(--quiet);
  border-block: 1px dashed var(--line);
}
details.output { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; margin: 0.6rem 0; overflow: hidden; }
details.output > summary { padding: 0.6rem 1rem; }
details.output > summary:focus-visible { outline-offset: -3px; border-radius: 10px; }
details.output[open] > summary { border-bottom: 1px solid var(--line); }
details.output.bad > summary { background: var(--bad-tint); }
details.output > .cut:last-child { border-block: 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
summary .state { margin-inline: 0.25rem 0.75rem; }
.rows { position: relative; overflow-x: auto; margin: 0.6rem 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 1rem; border-top: 1px solid var(--line); }
th { font-weight: 600; }
tbody th { font-weight: 400; }
tr:hover > * { background: var(--well); }
thead th, thead tr:hover th { color: var(--quiet); background: none; border-top: 0; white-space: nowrap; font-size: 0.85rem; }
.host { unicode-bidi: isolate; overflow-wrap: break-word; max-width: 24rem; }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
ol.failures { list-style: none; margin: 0.6rem 0; padding: 0; }
.failures li { padding: 0.7rem 1rem; border-top: 1px solid var(--line); }
.failures li:first-child { border-top: 0; }
.failures .state { margin-left: 0.5rem; }
.failures .line, .failures .names { display: block; margin-top: 0.2rem; }
.failures .names { color: var(--quiet); font-size: 0.9rem; }
.names { overflow-wrap: anywhere; unicode-bidi: isolate; }
figure { margin: 0.6rem 0; padding: 0.9rem 1rem 0.7rem; }
figcaption { margin-top: 0.4rem; font-size: 0.9rem; }
.progress { width: 100%; height: 6rem; background: var(--well); border-radius: 4px; }
th.axis, td.track { width: 55%; min-width: 10rem; }
.ticks { display: flex; justify-content: space-between; font-weight: 400; font-variant-numeric: tabular-nums; }
td.track { vertical-align: middle; }
.track svg { width: 100%; height: 0.7rem; background: var(--well); border-radius: 3px; }
ul.commands { list-style: none; margin: 0; padding: 0; }
ul.commands li { margin: 0.45rem 0; }
ul.commands code { background: var(--panel); border: 1px solid var(--line); border-radius: 5px; padding: 0.15rem 0.45rem; }
@media (max-width: 45rem) {
  header, main, footer { padding-inline: 1rem; }
  h1 { font-size: 1.6rem; }
  ul.counts { gap: 0.25rem 1.5rem; }
  dl { grid-template-columns: repeat(auto-fill, minmax(min(9.5rem, 100%), 1fr)); column-gap: 1rem; }
  table { font-size: 0.8rem; }
  thead th { font-size: 0.75rem; }
  th, td { padding-inline: 0.5rem; }
  .minor { display: none; }
  .host { min-width: 7.25rem; max-width: 9rem; }
  th.axis, td.track { width: 35%; min-width: 4rem; }
  .ticks span:nth-child(2) { display: none; }
}
@media print {
  :root { color-scheme: light; --page: #fff; --panel: #fff; }
  html { font-size: 9.5pt; }
  header, main, footer { max-width: none; padding-inline: 0; }
  .skip { display: none; }
  .rows { overflow: visible; }
  details::details-content { content-visibility: visible; block-size: auto; }
  tr, .failures li { break-inside: avoid; }
  thead { display: table-header-group; }
  h2, summary { break-after: avoid; }
  * { print-color-adjust: exact; }
}
`;
