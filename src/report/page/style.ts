/** Colours, type and what is common to all pages. */
const base = `
:root { color-scheme: light dark;
  --ink: #1c2127; --quiet: #57606a; --page: #ffffff; --card: #f5f6f8; --line: #d5dae0; --faint: #eceff2; --link: #0a5ca8; --focus: #0a5ca8;
  --good: #17692f; --good-card: #eef8f0; --bad: #b3261e; --bad-card: #fdf1f0; --warn: #7d5100; --warn-card: #fdf6e6; --busy: #0a5ca8; --busy-card: #eef4fb;
  --move: #8fa3b8; --update: #3f7cc4; --clean: #b5895c; --edit: #8a6fc0; --file: #4d9a8c; --on-light: #10151a; --on-dark: #ffffff; --path: #c4320a; }
@media (prefers-color-scheme: dark) { :root {
  --ink: #e4e8ec; --quiet: #9aa4af; --page: #101418; --card: #181d23; --line: #353d46; --faint: #20262d; --link: #79b8ff; --focus: #79b8ff;
  --good: #57c278; --good-card: #12231a; --bad: #ff8a80; --bad-card: #2b1615; --warn: #e0b050; --warn-card: #2a2110; --busy: #79b8ff; --busy-card: #12202f;
  --move: #7c8ea1; --update: #5f9ce6; --clean: #c79b6d; --edit: #a48be0; --file: #58b3a3; --on-dark: #0b0f13; --on-light: #0b0f13; --path: #ff9e80; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; -webkit-text-size-adjust: 100%; }
header, nav, main, footer { max-width: 70rem; margin: 0 auto; padding: 0 1rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: .15rem 0 .8rem; letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 .5rem; letter-spacing: -.005em; }
h3 { font-size: 1rem; margin: 1.6rem 0 .4rem; }
h2.small { font-size: .8rem; font-weight: 600; color: var(--quiet); margin: 1.2rem 0 .3rem; letter-spacing: .02em; }
p { margin: .45rem 0; overflow-wrap: anywhere; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
main:focus { outline: none; }
section { padding-top: 1.6rem; margin-top: 2.2rem; border-top: 1px solid var(--line); scroll-margin-top: 1rem; }
.lead, .quiet { color: var(--quiet); } .lead { margin-top: 0; max-width: 46rem; }
.word { white-space: nowrap; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.sub { display: block; color: var(--quiet); font-size: .87em; }
code, pre { font-family: ui-monospace, "Cascadia Mono", Consolas, "SF Mono", Menlo, monospace; font-size: .86em; overflow-wrap: anywhere; unicode-bidi: isolate; }
pre { white-space: pre-wrap; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .75rem .9rem; margin: .6rem 0; }
ul { margin: .4rem 0; padding-left: 1.2rem; } li { overflow-wrap: anywhere; }
.skip { position: absolute; left: .5rem; top: -4rem; background: var(--page); padding: .5rem .8rem; z-index: 1; } .skip:focus { top: .5rem; }
footer { margin-top: 3rem; padding-top: 1rem; padding-bottom: 2.5rem; color: var(--quiet); font-size: .87em; }
nav ul { display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; list-style: none; padding: 0; margin: 1rem 0 0; font-size: .93em; }
nav a { display: inline-block; padding: .2rem 0; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;

/** The verdict and what stands below it. */
const verdict = `
header { padding-top: 1.5rem; }
.verdict { border: 1px solid var(--line); border-left: 5px solid var(--good); border-radius: 8px; background: var(--good-card); padding: 1.1rem 1.3rem 1rem; }
.verdict.bad { border-left-color: var(--bad); background: var(--bad-card); }
.verdict.warn { border-left-color: var(--warn); background: var(--warn-card); }
.verdict.busy { border-left-color: var(--busy); background: var(--busy-card); }
.eyebrow { margin: 0; font-size: .87em; font-weight: 600; }
.verdict h1 { display: flex; gap: .6rem; align-items: baseline; overflow-wrap: anywhere; }
.badge { flex: none; font-size: 1.05rem; width: 1.75rem; height: 1.75rem; line-height: 1.75rem; text-align: center; border-radius: 50%; background: var(--good); color: var(--page); align-self: flex-start; margin-top: .18rem; }
.bad .badge { background: var(--bad); } .warn .badge { background: var(--warn); } .busy .badge { background: var(--busy); }
.rehearsed { border: 1px solid var(--warn); border-radius: 6px; padding: .45rem .7rem; margin: 0 0 .7rem; }
.next code { display: inline-block; background: var(--page); border: 1px solid var(--line); border-radius: 4px; padding: .1rem .4rem; margin: .1rem 0; }
.places p { margin: .25rem 0; }
.ways ul { list-style: none; margin: 0; padding: 0; }
.ways li { padding: .22rem 0; display: grid; grid-template-columns: minmax(14rem, 26rem) 1fr; gap: 0 1rem; }
.figures { display: flex; flex-wrap: wrap; gap: .7rem 2.2rem; margin: 1rem 0 0; padding-top: .9rem; border-top: 1px solid var(--line); }
.figures div { min-width: 6rem; } .figures dt { color: var(--quiet); font-size: .82rem; }
.figures dd { margin: 0; font-size: 1.15rem; font-weight: 600; font-variant-numeric: tabular-nums; } .figures .note { font-size: .82rem; font-weight: 400; color: var(--quiet); }
.mark { font-weight: 600; white-space: nowrap; } .mark.good, .good > .sign { color: var(--good); } .mark.bad { color: var(--bad); } .mark.warn { color: var(--warn); }
.mark.quiet { color: var(--quiet); font-weight: 400; } .mark.busy { color: var(--busy); }
.ways .mark { white-space: normal; }
.error { border: 1px solid var(--line); border-left: 4px solid var(--bad); border-radius: 6px; padding: .6rem 1rem .7rem; margin: .8rem 0; background: var(--card); }
.error h3 { margin: 0 0 .5rem; color: var(--bad); overflow-wrap: anywhere; }
.details { color: var(--quiet); font-size: .93em; }
.warnings { padding-left: 0; list-style: none; } .warnings li { padding: .25rem 0 .25rem 1.4rem; position: relative; }
.warnings li::before { content: "!"; position: absolute; left: .3rem; font-weight: 700; color: var(--warn); }
`;

const tables = `
table { width: 100%; border-collapse: collapse; font-size: .93em; margin: .7rem 0; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .6rem 0 .3rem; }
th, td { text-align: left; vertical-align: top; padding: .42rem .7rem .42rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { color: var(--quiet); font-weight: 600; font-size: .9em; white-space: nowrap; border-bottom-color: var(--quiet); }
tbody th { font-weight: 600; } th .sub, th .notes { font-weight: 400; }
.end { text-align: right; } td:last-child, th:last-child { padding-right: 0; }
tbody tr:hover { background: var(--faint); }
@media (min-width: 48.1rem) { tbody th { min-width: 9rem; } } @media (min-width: 62rem) { tbody th { min-width: 13rem; } } .arrow { color: var(--quiet); }
.notes { list-style: none; padding: 0; margin: .15rem 0 0; color: var(--quiet); font-size: .94em; font-weight: 400; } .evidence { color: var(--quiet); }
.log { font-weight: 400; font-size: .9em; }
.facts { margin: .7rem 0; } .facts div { display: grid; grid-template-columns: 9.5rem 1fr; gap: 0 1rem; padding: .16rem 0; }
.facts dt { color: var(--quiet); } .facts dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
details { margin: .5rem 0; } summary { cursor: pointer; padding: .25rem 0; overflow-wrap: anywhere; } summary:hover { color: var(--link); }
.more { padding: .1rem 0 .4rem 1.05rem; border-left: 2px solid var(--line); margin-left: .25rem; }
.names { list-style: none; padding: 0; margin: .3rem 0; font: .82em/1.6 ui-monospace, "Cascadia Mono", Consolas, "SF Mono", Menlo, monospace; } .names.long { content-visibility: auto; contain-intrinsic-size: auto 100rem; }
summary .sign { font-weight: 700; display: inline-block; min-width: .8em; text-align: center; }
`;

const charts = `
figure { margin: 1.1rem 0; } figcaption { font-weight: 600; margin-bottom: .35rem; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; padding: .5rem .4rem .3rem; }
.scroll svg { display: block; width: 100%; min-width: 46rem; height: auto; }
svg text { fill: var(--ink); font-size: 11.5px; font-variant-numeric: tabular-nums; }
svg .tick-text { fill: var(--quiet); } svg .lane-name, svg .row-name { font-size: 12px; } svg .value { font-size: 12px; }
svg .tick { stroke: var(--line); stroke-width: 1; } svg .lane { fill: var(--faint); opacity: .6; }
.bar.move { fill: var(--move); } .bar.update { fill: var(--update); } .bar.clean { fill: var(--clean); } .bar.edit { fill: var(--edit); } .bar.file { fill: var(--file); }
.bar.failed { fill: var(--bad); stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 3 2; } .bar.running { fill: var(--busy-card); stroke: var(--busy); stroke-width: 1.5; stroke-dasharray: 4 2; }
.bar.cached { fill: var(--faint); stroke: var(--good); } svg .failed-mark { fill: var(--bad); font-weight: 600; }
.bar.skipped { fill: none; stroke: var(--quiet); stroke-dasharray: 2 2; }
.bar.before { fill: none; stroke: var(--quiet); } .bar.after { fill: var(--update); }
svg .bar-text { fill: var(--on-light); font-size: 10.5px; pointer-events: none; } svg .bar-text.update { fill: var(--on-dark); } svg .bar-text.failed { fill: var(--page); }
svg .bar-text.skipped, svg .bar-text.running { fill: var(--ink); }
svg .wait { stroke: var(--quiet); stroke-width: 1.5; stroke-dasharray: 1.5 3; } svg .path { fill: none; stroke: var(--path); stroke-width: 2.5; } svg .path-link { fill: none; stroke: var(--path); stroke-width: 1; opacity: .7; }
svg .kept { font-size: 12px; fill: var(--quiet); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none; padding: 0; margin: .5rem 0; font-size: .87em; color: var(--quiet); } .legend svg { vertical-align: -1px; margin-right: .25rem; overflow: visible; }
`;

const narrowAndPaper = `
@media (max-width: 48rem) {
  h1 { font-size: 1.4rem; } .verdict { padding: .9rem; } .ways li, .facts div { grid-template-columns: 1fr; } .ways li { padding: .4rem 0; }
  table, tbody, tr, td, tbody th, caption { display: block; } thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  tr { border-bottom: 1px solid var(--line); padding: .5rem 0; } td, tbody th { border: 0; padding: .1rem 0; } .end { text-align: left; }
  td[data-label]:not(:empty)::before { content: attr(data-label) ": "; color: var(--quiet); } td:empty { display: none; }
}
@media print {
  @page { size: A4; margin: 14mm; }
  :root { --ink: #000; --quiet: #444; --page: #fff; --card: #fff; --line: #bbb; --faint: #f4f4f4; --link: #000; --good: #17692f; --good-card: #fff; --bad: #a01f18; --bad-card: #fff;
    --warn: #6b4500; --warn-card: #fff; --busy: #0a4a88; --busy-card: #fff; --move: #b4c0cc; --update: #3f7cc4; --clean: #c9a780; --edit: #8a6fc0; --file: #6fb0a4; --on-light: #000; --on-dark: #fff; --path: #c4320a; }
  body { font-size: 9.5pt; } header, nav, main, footer { max-width: none; padding: 0; } nav, .skip { display: none; }
  section { margin-top: 1.2rem; padding-top: .8rem; } h2, h3, caption, summary, figcaption { break-after: avoid; } tr, figure, .verdict, .error, pre { break-inside: avoid; } tbody tr:first-child { break-before: avoid; }
  .scroll { overflow: visible; border: 0; padding: 0; } .scroll svg { min-width: 0; }
  details::details-content { content-visibility: visible; block-size: auto; } summary { list-style: none; font-weight: 600; } thead { display: table-header-group; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

/** The only style sheet of a page; its hash is in the page's content security policy. */
export const pageStyle = `${base}${verdict}${tables}${charts}${narrowAndPaper}`;
