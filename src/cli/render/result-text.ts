import { join } from 'node:path';
import type { ServicingResult } from '../../schema/result.js';
import { countOf, formatDuration } from '../../report/format.js';
import { imageRows } from '../../report/image-rows.js';
import { rehearsedNotice, verdictOf } from '../../report/verdict.js';
import { groupWarnings } from '../../report/warning-groups.js';
import type { Style } from './style.js';
import { checksText, verdictsText } from './check-text.js';
import { columns, wrap } from './text.js';

function stepCounts(result: ServicingResult): string {
  const count = (status: string): number => result.steps.filter((step) => step.status === status).length;
  const parts: [number, string][] = [
    [count('done'), 'done'], [count('cached'), 'kept from earlier'], [count('skipped'), 'skipped'], [count('failed'), 'failed'], [count('not-run'), 'not run'],
  ];
  return parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`).join(', ');
}

function places(result: ServicingResult): string[][] {
  if (result.output === undefined) return result.plan.upToDate === undefined ? [['Run folder', result.workspace]] : [['Media', `${result.before.path}, as it was`]];
  return [
    ...(result.output.media === undefined ? [] : [['Media', result.output.media]]),
    ...(result.output.iso === undefined ? [] : [['ISO file', result.output.iso]]),
    ['Report', result.output.report],
    ['Result', join(result.output.root, 'result.json')],
    ...(result.files === undefined ? [] : [['Contents', `${join(result.output.root, 'media.cdx.json')}, SHA256SUMS beside it`]]),
    ['Logs', result.output.logs],
  ];
}

/** How a run ended: verdict, images, checks one by one, and where everything is. */
export function resultText(result: ServicingResult, style: Style, width: number): string {
  const { good, text } = verdictOf(result);
  const took = Date.parse(result.finishedAt) - Date.parse(result.startedAt);
  const heading = (title: string): string => `\n${style.bold(title)}`;
  const parts = [style.bold(good ? style.green(text) : style.red(text))];
  if (result.steps.length > 0) {
    parts.push(`${countOf(result.steps.length, 'step')}: ${stepCounts(result)}${Number.isFinite(took) ? `; ${formatDuration(took)}` : ''}`);
  }
  if (result.after !== undefined) {
    parts.push(heading('Images'), columns(
      imageRows(result).map((row) => [style.cyan(row.target), `${row.before} -> ${row.after ?? 'unknown'}`, row.title]), width,
    ));
  }
  if (result.checks.length > 0) {
    parts.push(heading('Checks'), checksText(result.checks, style, width));
  }
  if (result.verdicts.length > 0) parts.push(heading('Fit for'), verdictsText(result.verdicts, style, width));
  if (result.warnings.length > 0) {
    parts.push(heading('Warnings'), ...groupWarnings(result.warnings).map((line) => `  ${style.yellow('!')} ${wrap(line, width - 4, '    ')}`));
  }
  parts.push(heading('Where'), columns(places(result).map(([name = '', path = '']) => [style.dim(name), path]), width));
  if (result.rehearsed && result.output !== undefined) parts.push('', style.yellow(wrap(`Rehearsed: ${rehearsedNotice}`, width)));
  return parts.join('\n');
}
