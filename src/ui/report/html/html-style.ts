/** The only style of the page; its hash stands in the policy of the page. */
export const htmlStyle = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f6f8fa; --line: #d0d7de; --text: #1b1f24; --quiet: #57606a;
  --link: #0b5cad; --bad: #b3261e; --warn: #855300; --good: #1a7037; --busy: #0b5cad;
  --bad-fill: #d1453b; --warn-fill: #d99a1c; --good-fill: #3fa35c; --busy-fill: #4b93dd;
  --none-fill: #8c959f; --bad-panel: #fff1ef;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1419; --panel: #182028; --line: #36424e; --text: #e6edf3; --quiet: #a3b0bd;
    --link: #82bcff; --bad: #ff9389; --warn: #f0c14b; --good: #74dd92; --busy: #82bcff;
    --bad-fill: #e5645a; --warn-fill: #c98e1b; --good-fill: #3d9a58; --busy-fill: #4b8fd6;
    --none-fill: #6b7785; --bad-panel: #2a1a1b;
  }
}
* { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, sans-serif; background: var(--page); color: var(--text); }
body { margin: 0; }
header, main, footer { max-width: 74rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 1.75rem; }
footer { padding-top: 1rem; padding-bottom: 2rem; color: var(--quiet); font-size: 0.875rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 0.25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 0.6rem; }
p { margin: 0.35rem 0; overflow-wrap: anywhere; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible {
  outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px;
}
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--page); padding: 0.4rem 0.8rem; }
.what { font-size: 1.05rem; color: var(--quiet); }
.remark { border-left: 4px solid var(--warn-fill); background: var(--panel); padding: 0.5rem 0.8rem; }
.quiet { color: var(--quiet); }
.failed, .never_ran { color: var(--bad); }
.cancelled, .unknown, .paused, .no_hosts, .hidden { color: var(--warn); }
.incomplete, .broken { color: var(--bad); }
.succeeded { color: var(--good); }
.running, .waiting, .scheduled { color: var(--busy); }
.state { font-weight: 600; white-space: nowrap; }
svg { display: block; }
.bar { width: 100%; height: 1rem; border-radius: 0.5rem; margin: 1rem 0 0.5rem; }
rect.failed, rect.never_ran { fill: var(--bad-fill); }
rect.cancelled, rect.unknown { fill: var(--warn-fill); }
rect.succeeded { fill: var(--good-fill); }
rect.running, rect.waiting { fill: var(--busy-fill); }
rect.hidden { fill: var(--none-fill); }
ul.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; list-style: none; margin: 0; padding: 0; }
.legend b { font-size: 1.15rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.3rem 1.25rem; margin: 1.25rem 0 0; }
dt { color: var(--quiet); }
dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
pre, code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { font-size: 0.9em; overflow-wrap: anywhere; unicode-bidi: isolate; }
pre {
  font-size: 0.8125rem; line-height: 1.45; white-space: pre-wrap; overflow-wrap: anywhere;
  margin: 0; padding: 0.6rem 0.8rem; overflow: hidden; tab-size: 8; unicode-bidi: plaintext;
}
dd pre { background: var(--panel); border-radius: 6px; }
.cut {
  margin: 0; padding: 0.3rem 0.8rem; font-size: 0.875rem; color: var(--quiet);
  border-block: 1px dashed var(--line);
}
details.output { border: 1px solid var(--line); border-radius: 8px; margin: 0.5rem 0; overflow: hidden; }
details.output > summary { padding: 0.5rem 0.8rem; background: var(--panel); }
details.output.bad > summary { background: var(--bad-panel); }
details.output[open] > summary { border-bottom: 1px solid var(--line); }
summary { cursor: pointer; overflow-wrap: anywhere; }
summary .state { margin-right: 0.75rem; }
.rows { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; margin: 0.5rem 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
caption { text-align: left; padding: 0.5rem 0.8rem; color: var(--quiet); }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.8rem; border-top: 1px solid var(--line); }
th { font-weight: 600; }
tbody th { font-weight: 400; overflow-wrap: anywhere; }
thead th { color: var(--quiet); border-top: 0; white-space: nowrap; }
ol.failures { list-style: none; margin: 0.5rem 0; padding: 0; border: 1px solid var(--line); border-radius: 8px; }
.failures li { padding: 0.55rem 0.8rem; border-top: 1px solid var(--line); }
.failures li:first-child { border-top: 0; }
.failures .state { margin-left: 0.5rem; }
.failures .line, .failures .names { display: block; margin-top: 0.15rem; }
.failures .names { color: var(--quiet); font-size: 0.9rem; }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.names { overflow-wrap: anywhere; unicode-bidi: isolate; }
td.track { width: 60%; min-width: 9rem; vertical-align: middle; }
.track svg { width: 100%; height: 0.75rem; background: var(--panel); border-radius: 3px; }
ul.commands { list-style: none; margin: 0; padding: 0; }
ul.commands li { margin: 0.35rem 0; }
ul.commands code { background: var(--panel); border-radius: 4px; padding: 0.15rem 0.4rem; }
@media (max-width: 40rem) {
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 0.6rem; }
  th, td { padding-inline: 0.5rem; }
}
@media print {
  html { font-size: 10pt; background: #fff; }
  header, main, footer { max-width: none; padding-inline: 0; }
  .skip { display: none; }
  .rows { overflow: visible; border: 0; }
  details::details-content { content-visibility: visible; block-size: auto; }
  tr, summary { break-inside: avoid; }
  h2, summary { break-after: avoid; }
  svg, rect { print-color-adjust: exact; }
}
`;
