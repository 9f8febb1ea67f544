import { stripVTControlCharacters } from 'node:util';
import { formatEstimate } from '../../report/format.js';
import type { Style } from '../render/style.js';
import { fit, fold, pad } from '../render/text.js';
import type { ProgressSnapshot, TargetProgress } from './progress-model.js';
import { clock } from './progress-view.js';

/** Something that was said during the run and stays on the screen. */
export interface Notice {
  readonly level: 'warning' | 'error';
  readonly text: string;
}

/** Rows for a notice that is not the last one; all of it is in the summary at the end. */
const noticeRows = 2;

/** Columns from which a line has room for a bar, and for times. */
const columnsForBar = 68;
const columnsForTimes = 44;
const barColumns = 12;

function bar(share: number): string {
  const full = Math.floor(share * barColumns);
  return `[${'#'.repeat(full)}${'.'.repeat(barColumns - full)}] `;
}

function paint(target: TargetProgress, text: string, style: Style): string {
  switch (target.state) {
    case 'running': return text;
    case 'done': return style.green(text);
    case 'failed': return style.red(text);
    case 'waiting': return style.dim(text);
  }
}

/** `~40 s`, `~12 min`, `~2 h`: as short as a column wants it. */
function shortEstimate(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 90) return `~${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `~${minutes} min` : `~${Math.round(minutes / 60)} h`;
}

function targetLine(target: TargetProgress, names: number, width: number): string {
  const percent = `${String(Math.floor(target.share * 100)).padStart(3)}%`;
  const elapsed = target.elapsedMs === undefined ? '' : clock(target.elapsedMs);
  const left = target.remainingMs === undefined ? '' : shortEstimate(target.remainingMs);
  const times = width < columnsForTimes ? '' : `${elapsed.padStart(7)} ${left.padEnd(7)} `;
  const activity = harmless(target.activity);
  const state = target.state === 'failed' ? `FAILED: ${activity}` : activity;
  return fit(`${pad(target.target, names)} ${width < columnsForBar ? '' : bar(target.share)}${percent} ${times}${state}`, width);
}

function headLine(snapshot: ProgressSnapshot): string {
  const steps = snapshot.stepsTotal === 0 ? '' : `${snapshot.stepsDone}/${snapshot.stepsTotal} steps, `;
  const left = snapshot.remainingMs === undefined ? '' : `, ${formatEstimate(snapshot.remainingMs / 1000)} left`;
  return `${steps}${clock(snapshot.elapsedMs)} elapsed${left}: ${snapshot.phase}`;
}

/** What there is no line for, in words. */
function othersText(hidden: readonly TargetProgress[]): string {
  const count = (state: TargetProgress['state']): number => hidden.filter((target) => target.state === state).length;
  const parts = (['running', 'done', 'waiting', 'failed'] as const).filter((state) => count(state) > 0).map((state) => `${count(state)} ${state}`);
  return `and ${parts.join(', ')}`;
}

/** Names come from media and packages: control codes and marks of direction would move what stands beside them. */
function harmless(text: string): string {
  return stripVTControlCharacters(text).replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}

const urgency: Readonly<Record<TargetProgress['state'], number>> = { failed: 0, running: 1, waiting: 2, done: 3 };

/** As many targets as there is room for, in their order; what fails or runs comes before what waits or is done. */
function targetLines(targets: readonly TargetProgress[], style: Style, width: number, room: number): string[] {
  const names = Math.max(0, ...targets.map((target) => target.target.length));
  const lineOf = (target: TargetProgress): string => paint(target, targetLine(target, names, width), style);
  if (targets.length <= room) return targets.map(lineOf);
  const chosen = new Set([...targets].sort((one, other) => urgency[one.state] - urgency[other.state]).slice(0, Math.max(0, room - 1)));
  return [...targets.filter((target) => chosen.has(target)).map(lineOf), style.dim(fit(othersText(targets.filter((target) => !chosen.has(target))), width))].slice(0, room);
}

/** The newest notices that there is room for; the last one whole, if it can be. */
function noticeLines(notices: readonly Notice[], style: Style, width: number, room: number): string[] {
  const lines: string[] = [];
  let shown = 0;
  for (const notice of [...notices].reverse()) {
    const isLast = shown === 0;
    // One row is kept for the number of those that are left out, unless it is the only one.
    const free = room - lines.length;
    const keepsRow = shown + 1 < notices.length && !(isLast && free === 1);
    const rows = Math.min(isLast ? room : noticeRows, keepsRow ? free - 1 : free);
    if (rows < 1) break;
    const painted = notice.level === 'error' ? style.red : style.yellow;
    lines.unshift(...fold(`! ${harmless(notice.text)}`, width, rows, '  ').map((line) => painted(line)));
    shown += 1;
  }
  const more = notices.length - shown;
  return more > 0 && lines.length < room ? [style.dim(fit(`${more} earlier ${more === 1 ? 'warning' : 'warnings'}: in the summary`, width)), ...lines] : lines;
}

/**
 * The lines of one frame: how the run goes, a line a target, what was warned of under them. None is wider than `width`, and
 * there are never more than `height`; of notices at least one row is seen where there is room for three.
 */
export function frameLines(snapshot: ProgressSnapshot, notices: readonly Notice[], style: Style, { width, height }: { width: number; height: number }): string[] {
  const head = style.bold(fit(headLine(snapshot), width));
  const room = Math.max(0, height - 1);
  const kept = notices.length > 0 && room > 1 ? Math.min(Math.max(1, Math.floor(room / 3)), notices.length * noticeRows) : 0;
  const targets = targetLines(snapshot.targets, style, width, room - kept);
  return [head, ...targets, ...noticeLines(notices, style, width, room - targets.length)].slice(0, Math.max(1, height));
}
