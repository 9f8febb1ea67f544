import type { CatalogueEntry } from '../../dism/catalogue-entry.js';
import type { DoctorReport } from '../../preflight/doctor.js';
import type { Style } from './style.js';
import { columns, wrap } from './text.js';

/** What `doctor` found, for people. */
export function doctorText(report: DoctorReport, style: Style, width: number): string {
  const words = { ok: style.green('ok'), warning: style.yellow('warning'), failed: style.red('FAILED') };
  const rows = report.checks.flatMap((check) => [
    [words[check.status], check.title, check.detail],
    ...(check.advice === undefined || check.status === 'ok' ? [] : [['', '', style.bold(check.advice)]]),
  ]);
  const verdict = report.ok ? style.green('Ready for servicing.') : style.red('Not ready for servicing: see what FAILED above.');
  return `${columns(rows, width)}\n\n${verdict}`;
}

/** An entry of the error catalogue, for people. */
export function explanationText(entry: CatalogueEntry, style: Style, width: number): string {
  const rows: [string, string | undefined][] = [
    ['Message', entry.message],
    ['Cause', entry.cause],
    ['What to do', entry.advice],
    ['Again?', entry.retryable ? 'A second attempt of the same call may succeed.' : undefined],
    ['Success?', entry.success ? 'This code stands for success.' : undefined],
  ];
  return [
    wrap([style.bold(entry.code), entry.symbol].filter(Boolean).join(' '), width),
    columns(rows.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[style.dim(name), value]])), width),
  ].join('\n');
}

/** All entries of the error catalogue, a line each. */
export function catalogueText(entries: readonly CatalogueEntry[], width: number): string {
  return columns(entries.map(({ code, symbol, message }) => [code, symbol ?? '', message]), width);
}
