import type { Figure } from './figure.js';

/** Figures as lines of a table, for people. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((one) => [one.id, one.name, numberText(one.value), one.unit, targetText(one), verdictText(one)]);
  const widths = [0, 1, 2, 3, 4, 5].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0), 0));
  const line = (row: readonly string[]): string => row.map((cell, at) => (at === 2 ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join('  ').trimEnd();
  return rows.map((row) => `${line(row)}\n`).join('');
}

export function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

function targetText({ target, higherIsBetter }: Figure): string {
  return target === undefined ? '' : `${higherIsBetter ? '>=' : '<='} ${numberText(target)}`;
}

function verdictText({ met }: Figure): string {
  return met === undefined ? '' : met ? 'met' : 'MISSED';
}
