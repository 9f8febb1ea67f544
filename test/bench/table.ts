import type { Change } from './compare.js';
import type { Figure } from './figure.js';

/** Figures as lines of a table, for people; under each what its note says. */
export function tableOf(figures: readonly Figure[]): string {
  const lines = columns(figures.map((one) => [one.id, one.name, numberText(one.value), one.unit, targetText(one), verdictText(one)]), [2]);
  return figures.map((one, at) => `${lines[at] ?? ''}\n${one.note === undefined ? '' : `    ${one.note}\n`}`).join('');
}

/** What figures have become, the worst first. */
export function changesTable(changes: readonly Change[]): string {
  const percent = (share: number): string => (Number.isFinite(share) ? `${(Math.abs(share) * 100).toFixed(1)} %` : 'all');
  const rows = changes.map(({ id, before, now, worseBy, isLoss }) => [
    id, numberText(before), numberText(now), worseBy === 0 ? 'the same' : `${percent(worseBy)} ${worseBy > 0 ? 'worse' : 'better'}`, isLoss ? 'LOSS' : '',
  ]);
  return columns(rows, [1, 2]).map((line) => `${line}\n`).join('');
}

function columns(rows: readonly (readonly string[])[], numbers: readonly number[]): string[] {
  const widths = (rows[0] ?? []).map((_cell, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) => row.map((cell, at) => (numbers.includes(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join('  ').trimEnd());
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
