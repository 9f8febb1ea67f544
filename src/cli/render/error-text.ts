import type { ErrorReport } from '../../schema/errors.js';
import type { Style } from './style.js';
import { columns, wrap } from './text.js';

/** An error as people read it: what, where, the code with its name, the log, and what to do next. */
export function errorText(error: ErrorReport, style: Style, width: number): string {
  const code = [error.hresult, error.symbol].filter((part) => part !== undefined).join(' ');
  const facts: [string, string | undefined][] = [
    ['Code', code === '' ? undefined : code],
    ['Target', error.target],
    ['Step', error.step],
    ['Log', error.logPath],
    ['Cause', error.cause === error.message ? undefined : error.cause],
    ['What to do', error.advice],
  ];
  const rows = facts.flatMap(([name, value]) => (value === undefined ? [] : [[style.dim(name), value]]));
  const details = (error.details ?? []).map((line) => `  - ${wrap(line, width - 4, '    ')}`);
  return [
    `${style.red(style.bold('Error:'))} ${wrap(error.message, width - 7, '       ')}`,
    ...(rows.length === 0 ? [] : [columns(rows, width)]),
    ...details,
  ].join('\n');
}
