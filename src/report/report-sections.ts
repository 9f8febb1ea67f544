import { updateKindNames } from '../schema/update.js';
import type { Check, ServicingResult, StepResult, Verdict } from '../schema/result.js';
import { countOf, formatBytes, formatDuration } from './format.js';
import { html, type HtmlValue, type Markup } from './html.js';
import { imageRows } from './image-rows.js';
import { repeatCommand } from './repeat-command.js';

type ErrorFields = ServicingResult['errors'][number];

function table(head: readonly string[], rows: readonly (readonly HtmlValue[])[]): Markup {
  return html`<table><thead><tr>${head.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, at) => html`<td data-label="${head[at]}">${cell}</td>`)}</tr>
`)}</tbody></table>`;
}

/** Text that columns are not to break. */
function word(text: string): Markup {
  return html`<span class="word">${text}</span>`;
}

function mark(good: boolean, text: string): Markup {
  return html`<span class="mark ${good ? 'good' : 'bad'}">${text}</span>`;
}

/** Images before and after. */
export function imagesSection(result: ServicingResult): Markup {
  return html`<h2>Images</h2>${table(
    ['Target', 'Image', 'Before', 'After'],
    imageRows(result).map((row) => [html`<code class="word">${row.target}</code>`, row.title, row.before, row.after ?? '–']),
  )}`;
}

/** Each update file: taken or not, where, and why. */
export function updatesSection(result: ServicingResult): Markup {
  return html`<h2>Updates</h2>${table(
    ['File', 'Kind', 'Used', 'Why'],
    result.plan.updates.map((update) => [
      html`${update.file}${update.kb === undefined ? '' : html` <span class="quiet">${update.kb}</span>`}`,
      updateKindNames[update.kind],
      update.taken ? html`<span class="good">${update.targets.join(', ')}</span>` : html`<span class="quiet">left out</span>`,
      update.reason,
    ]),
  )}`;
}

/** Verdict of each check with what was seen. */
export function checksSection(checks: readonly Check[]): Markup {
  if (checks.length === 0) return html`<h2>Checks</h2><p>The run ended before the finished media could be checked.</p>`;
  return html`<h2>Checks</h2>${table(
    ['Check', 'Verdict', 'What was seen'],
    checks.map((check) => [check.title, mark(check.ok, check.ok ? 'passed' : 'FAILED'), check.evidence]),
  )}`;
}

/** Whether the media is fit for each way of using it. */
export function verdictsSection(verdicts: readonly Verdict[]): Markup {
  return html`<h2>Fit for</h2>${table(
    ['Use', 'Verdict', 'Why'],
    verdicts.map((verdict) => [verdict.title, mark(verdict.ok, verdict.ok ? 'yes' : 'NO'), verdict.reasons.join('; ')]),
  )}`;
}

const stepWords: Readonly<Record<StepResult['status'], HtmlValue>> = {
  'done': html`<span class="word good">done</span>`,
  'skipped': html`<span class="word quiet">skipped</span>`,
  'cached': html`<span class="word good">kept</span>`,
  'failed': html`<span class="mark bad">FAILED</span>`,
  'not-run': html`<span class="word warn">not run</span>`,
};

function stepNotes(step: StepResult): HtmlValue {
  const notes = [...(step.reason === undefined ? [] : [step.reason]), ...step.facts];
  if (step.error !== undefined) notes.push(step.error.message);
  return html`${notes.map((note) => html`${note}<br>`)}${step.logPath === undefined ? '' : html`<code class="quiet">${step.logPath}</code>`}`;
}

/** Every step of the plan with its number in the recipe's process, time taken and facts. */
export function stepsSection(steps: readonly StepResult[]): Markup {
  return html`<h2>Steps</h2>${table(
    ['No.', 'Target', 'Step', 'Status', 'Time', 'Facts'],
    steps.map((step) => [
      word(step.recipeStep), html`<code class="word">${step.target}</code>`, step.title, stepWords[step.status],
      step.durationMs === undefined ? '' : word(formatDuration(step.durationMs)), stepNotes(step),
    ]),
  )}`;
}

function errorBlock(error: ErrorFields): Markup {
  const rows: [string, string | undefined][] = [
    ['Code', [error.hresult, error.symbol].filter(Boolean).join(' ') || error.code],
    ['Target', error.target], ['Step', error.step], ['Log', error.logPath], ['Cause', error.cause], ['What to do', error.advice],
  ];
  return html`<p class="bad"><strong>${error.message}</strong></p><dl>${rows.map(([title, value]) =>
    value === undefined ? '' : html`<dt>${title}</dt><dd>${value}</dd>`)}</dl>${
    (error.details ?? []).length === 0 ? '' : html`<ul>${(error.details ?? []).map((line) => html`<li>${line}</li>`)}</ul>`}`;
}

/** Errors first, then warnings; nothing when there are neither. */
export function problemsSection(result: ServicingResult): Markup {
  const warnings = [...new Set([...result.plan.warnings, ...result.warnings])];
  return html`${result.errors.length === 0 ? '' : html`<h2>Errors</h2>${result.errors.map(errorBlock)}`}${
    warnings.length === 0 ? '' : html`<h2>Warnings</h2><ul>${warnings.map((line) => html`<li>${line}</li>`)}</ul>`}`;
}

/** Files of the media that the run replaced or added. */
export function filesSection(result: ServicingResult): Markup {
  if (result.changedFiles.length === 0) return html``;
  return html`<h2>Files put into the media</h2><details><summary>${countOf(result.changedFiles.length, 'file')}</summary>${table(
    ['File', 'Why'],
    result.changedFiles.map((file) => [html`<code>${file.path}</code>`, file.reason]),
  )}</details>`;
}

/** Everything that went in, by content. */
export function inputsSection(result: ServicingResult): Markup {
  const { before, plan } = result;
  const images = [before.install, before.boot].flatMap((wim) => wim.images.map((image) => [
    html`<code>${wim.path}</code> index ${image.index}`, image.name, html`<code>${image.identity}</code>`,
  ]));
  return html`<h2>Inputs</h2><p>Media <code>${before.path}</code>: ${countOf(before.fileCount, 'file')}, ${formatBytes(before.totalBytes)},
build ${before.build}, ${before.architecture}.</p>${table(['Image', 'Name', 'Identity (SHA-256 over metadata and XML)'], images)}${table(
    ['Update', 'Identity', 'SHA-256'],
    plan.updates.map((update) => [update.file, update.identity, html`<code>${update.sha256}</code>`]),
  )}`;
}

/** Where it ran, and the command that makes the same plan again. */
export function repeatSection(result: ServicingResult): Markup {
  const { host, plan } = result;
  const facts: [string, string | undefined][] = [
    ['Run', result.runId], ['Started', result.startedAt], ['Finished', result.finishedAt],
    ['Recipe', `${plan.recipe.name} ${plan.recipe.version}: ${plan.recipe.reason}`], ['Plan digest', plan.digest],
    ['Tool', `offline-servicing ${result.toolVersion}`],
    ['Backend', host?.backend],
    ['PowerShell', host === undefined ? undefined : `${host.powershellVersion} ${host.powershellEdition}, ${host.powershell}`],
    ['Dism', host === undefined ? undefined : `${host.dismVersion}, ${host.dismPath}`],
    ['System', host === undefined ? undefined : `${host.platform}, Node ${host.nodeVersion}`],
    ['Logs', result.output?.logs], ['Workspace', result.workspace],
  ];
  return html`<h2>How to repeat it</h2><pre>${repeatCommand(result)}</pre><dl>${facts.map(([title, value]) =>
    value === undefined ? '' : html`<dt>${title}</dt><dd>${value}</dd>`)}</dl>`;
}
