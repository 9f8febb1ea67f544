import type { VNode } from 'preact';
import { formatBuild } from '../../schema/common.js';
import { countOf, formatBytes, formatDuration } from '../format.js';
import { Code, Hidden, Mark } from '../page/parts.js';
import type { Tone } from '../page/parts.js';
import type { Links } from '../links.js';
import { isEnded, nextSteps } from '../next-steps.js';
import type { ReportedRun } from '../reported-run.js';
import { formatTime, rehearsedNotice, verdictOf } from '../verdict.js';

function toneOf(run: ReportedRun, good: boolean): Tone {
  if (run.status === 'running') return 'busy';
  return good ? (run.rehearsed ? 'warn' : 'good') : 'bad';
}

/** How the run ended, what that means, and what to do next. */
export function VerdictHeader({ run, links }: { run: ReportedRun; links: Links }): VNode {
  const { good, text } = verdictOf(run);
  const tone = toneOf(run, good);
  return (
    <div class={`verdict ${tone}`}>
      <p class="eyebrow">offline-servicing <span class="quiet">run {run.runId}</span></p>
      <h1><span class="badge" aria-hidden="true">{{ good: '\u2713', bad: '\u2717', warn: '\u2713', busy: '\u25b6', quiet: '' }[tone]}</span> <span>{text}</span></h1>
      {run.rehearsed ? <p class="rehearsed"><strong>Rehearsed.</strong> {run.output === undefined ? 'The rehearsal is an emulated Dism module; nothing that it makes is patched Windows.' : rehearsedNotice}</p> : null}
      {nextSteps(run).map((step) => <p class="next">{step.text}{step.command === undefined ? null : <> <Code>{step.command}</Code></>}</p>)}
      <Places run={run} links={links} />
      <Ways run={run} />
      <KeyFigures run={run} />
    </div>
  );
}

function Places({ run, links }: { run: ReportedRun; links: Links }): VNode | null {
  const named: [string, string][] = [
    ['result.json', 'result'], ['media.cdx.json', 'bill of materials'], ['SHA256SUMS', 'SHA-256 of every file'], [`${links.logs}/servicing.log`, 'log'],
  ];
  const found = named.flatMap(([path, title]): [string, string][] => {
    const href = links.file(path);
    return href === undefined ? [] : [[href, title]];
  });
  const { media, iso } = run.output ?? {};
  if (media === undefined && iso === undefined && found.length === 0) return null;
  return (
    <div class="places">
      {media === undefined ? null : <p>Media: <Code>{media}</Code></p>}
      {iso === undefined ? null : <p>ISO file: <Code>{iso}</Code>{run.output?.isoSize === undefined ? null : ` (${formatBytes(run.output.isoSize)})`}</p>}
      {found.length === 0 ? null : <p>Beside this page: {found.map(([href, title], at) => <>{at === 0 ? '' : ', '}<a href={href}>{title}</a></>)}</p>}
    </div>
  );
}

/** One line for each way in which media is used. */
function Ways({ run }: { run: ReportedRun }): VNode | null {
  if (run.verdicts.length === 0) return null;
  return (
    <div class="ways">
      <h2 class="small">Fit for</h2>
      <ul>
        {run.verdicts.map(({ title, ok, reasons }) => {
          const [name, detail] = /^(.*?) \((.*)\)$/u.exec(title)?.slice(1) ?? [title, undefined];
          return (
            <li>
              <Mark tone={ok ? 'good' : 'bad'}><strong>{name}</strong><Hidden>: {ok ? 'yes' : 'no'}</Hidden></Mark>
              <span class="way-why">{ok ? 'yes' : 'NO'}: {reasons.join('; ')}{detail === undefined ? null : <span class="quiet"> {'\u00b7'} {detail}</span>}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function KeyFigures({ run }: { run: ReportedRun }): VNode {
  const took = Date.parse(run.finishedAt) - Date.parse(run.startedAt);
  const expected = run.plan.targets.find((target) => target.id.startsWith('install:') && target.expectedBuild !== undefined)?.expectedBuild;
  const first = run.plan.targets.find((target) => target.id.startsWith('install:'))?.before;
  const kept = run.steps.filter((step) => step.status === 'cached').length;
  const figures: [string, string, string | undefined][] = [
    ['Windows build', expected === undefined || run.after === undefined ? String(first === undefined ? run.before.build : formatBuild(first)) : formatBuild(expected), run.after === undefined || first === undefined ? run.before.architecture : `from ${formatBuild(first)}, ${run.before.architecture}`],
    ['Images', String(run.plan.targets.filter((target) => target.source.kind !== 'media').length), `${countOf(run.before.install.images.length, 'edition')} in ${run.before.install.path}`],
    [run.after === undefined && run.plan.upToDate === undefined ? 'Updates planned' : 'Updates taken', `${run.plan.updates.filter((update) => update.taken).length} of ${run.plan.updates.length}`, undefined],
    ['Steps', String(run.plan.steps.length), kept === 0 ? undefined : `${kept} kept from earlier`],
    [isEnded(run) ? 'Took' : 'So far', Number.isFinite(took) ? formatDuration(took) : 'unknown', formatTime(run.finishedAt)],
  ];
  return <dl class="figures">{figures.map(([name, value, note]) => <div><dt>{name}</dt><dd>{value}</dd>{note === undefined ? null : <dd class="note">{note}</dd>}</div>)}</dl>;
}
