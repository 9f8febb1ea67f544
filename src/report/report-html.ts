import { createHash } from 'node:crypto';
import type { ServicingResult } from '../schema/result.js';
import { countOf, formatDuration } from './format.js';
import { html, trustedMarkup, type Markup } from './html.js';
import {
  checksSection, filesSection, imagesSection, inputsSection, problemsSection, repeatSection, stepsSection, updatesSection,
  verdictsSection,
} from './report-sections.js';
import { reportStyle } from './report-style.js';

/** The verdict of a result in one sentence, the same words in the report and on the command line. */
export function verdictOf(result: ServicingResult): { good: boolean; text: string } {
  const failed = result.checks.filter((check) => !check.ok).length;
  if (result.status === 'cancelled') return { good: false, text: 'Cancelled: no media was made' };
  if (failed > 0) return { good: false, text: `Verification failed: ${failed} of ${countOf(result.checks.length, 'check')}` };
  if (result.status === 'failed') return { good: false, text: 'Servicing failed: no media was made, and the originals are untouched' };
  if (result.plan.upToDate !== undefined) return { good: true, text: `Nothing to do: ${result.plan.upToDate}` };
  const checks = result.checks.length === 0 ? 'no checks were made' : `${countOf(result.checks.length, 'check')} passed`;
  return result.rehearsed
    ? { good: true, text: `Rehearsed and verified: ${checks}` }
    : { good: true, text: `Done and verified: ${checks}` };
}

/** What every door says about rehearsed media. */
export const rehearsedNotice = 'This media was made by the rehearsal, an emulated Dism module. It is not patched Windows and must '
  + 'not be deployed.';

function verdictSection(result: ServicingResult): Markup {
  const { good, text } = verdictOf(result);
  const took = Date.parse(result.finishedAt) - Date.parse(result.startedAt);
  return html`${result.rehearsed && result.output !== undefined ? html`<p class="rehearsed"><strong>Rehearsed.</strong> ${rehearsedNotice}</p>` : ''}
<section class="verdict ${good ? (result.rehearsed ? 'warn' : 'good') : 'bad'}"><h1>${text}</h1>
<p>Windows build ${result.before.build}, ${result.before.architecture}; ${countOf(result.plan.targets.length, 'target')},
${countOf(result.steps.length, 'step')}${Number.isFinite(took) ? `, ${formatDuration(took)}` : ''}.</p>${
  result.output === undefined ? '' : html`${placeOf('Media', result.output.media)}${placeOf('ISO file', result.output.iso)}`}</section>`;
}

function placeOf(what: string, path: string | undefined): Markup | '' {
  return path === undefined ? '' : html`<p>${what}: <code>${path}</code></p>`;
}

/** One self-contained page: no script, nothing loaded, every value escaped, and a policy that allows only its own style sheet. */
export function renderReport(result: ServicingResult): string {
  const styleHash = createHash('sha256').update(reportStyle).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>\n${html`<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trustedMarkup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="offline-servicing ${result.toolVersion}">
<title>${verdictOf(result).text} – run ${result.runId}</title>
<style>${trustedMarkup(reportStyle)}</style></head>
<body><main>
${verdictSection(result)}
${problemsSection(result)}
${imagesSection(result)}
${updatesSection(result)}
${result.verdicts.length === 0 ? '' : verdictsSection(result.verdicts)}
${checksSection(result.checks)}
${stepsSection(result.steps)}
${filesSection(result)}
${inputsSection(result)}
${repeatSection(result)}
</main></body></html>
`.toString()}`;
}
