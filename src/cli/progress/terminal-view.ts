import type { RunEstimate } from '../../run/estimate-run.js';
import type { RunEvent } from '../../schema/event.js';
import type { Plan } from '../../schema/plan.js';
import { describeEvent } from '../../report/event-text.js';
import { formatEstimate } from '../../report/format.js';
import type { Output } from '../io.js';
import type { Style } from '../render/style.js';
import { fit, pad } from '../render/text.js';
import { ProgressModel, type ProgressSnapshot, type TargetProgress } from './progress-model.js';
import { clock, type ProgressView } from './progress-view.js';

const frameMs = 100;
const clockMs = 1000;
const barColumns = 16;

function bar(share: number): string {
  const full = Math.floor(share * barColumns);
  return `[${'#'.repeat(full)}${'.'.repeat(barColumns - full)}] ${String(Math.floor(share * 100)).padStart(3)}%`;
}

function paintState(target: TargetProgress, text: string, style: Style): string {
  switch (target.state) {
    case 'running': return text;
    case 'done': return style.green(text);
    case 'failed': return style.red(text);
    case 'waiting': return style.dim(text);
  }
}

/** The lines of one frame; none is wider than `width`, and there are never more than `height`. */
export function frameLines(snapshot: ProgressSnapshot, style: Style, width: number, height: number): string[] {
  const left = snapshot.remainingMs === undefined ? '' : `, ${formatEstimate(snapshot.remainingMs / 1000)} left`;
  const steps = snapshot.stepsTotal === 0 ? '' : `${snapshot.stepsDone}/${snapshot.stepsTotal} steps, `;
  const head = `${steps}${clock(snapshot.elapsedMs)} elapsed${left}: ${snapshot.phase}`;
  const nameColumns = Math.max(0, ...snapshot.targets.map((target) => target.target.length));
  const lines = snapshot.targets.map((target) => {
    const line = fit(`${pad(target.target, nameColumns)} ${bar(target.share)} ${target.activity}`, width);
    return { target, line: paintState(target, line, style) };
  });
  const room = Math.max(1, height - 1);
  const shown = lines.length <= room ? lines : lines.filter(({ target }) => target.state === 'running').slice(0, room);
  return [style.bold(fit(head, width)), ...shown.map(({ line }) => line)].slice(0, Math.max(1, height));
}

/** One line a target, redrawn in place. A frame is one write that overwrites the last one, so nothing flickers. */
export class TerminalView implements ProgressView {
  readonly #output: Output;
  readonly #style: Style;
  readonly #model = new ProgressModel(Date.now());
  readonly #timer: NodeJS.Timeout;
  #shownLines = 0;
  #drawnAt = 0;
  #closed = false;

  constructor(output: Output, style: Style) {
    this.#output = output;
    this.#style = style;
    this.#timer = setInterval(() => { this.#draw(); }, clockMs).unref();
  }

  setPlan(plan: Plan, estimate?: RunEstimate): void {
    this.#model.setPlan(plan, estimate);
  }

  event(event: RunEvent): void {
    if (this.#closed) return;
    this.#model.apply(event, Date.now());
    if (event.type === 'warning' || event.type === 'step-failed') this.#printAbove(event);
    else if (Date.now() - this.#drawnAt >= frameMs) this.#draw();
  }

  note(text: string): void {
    this.#draw(this.#style.yellow(text));
  }

  close(options: { erase?: boolean } = {}): void {
    if (this.#closed) return;
    clearInterval(this.#timer);
    if (options.erase !== true) this.#draw();
    else if (this.#shownLines > 0) this.#output.write(`\r\u001b[${this.#shownLines}A\u001b[J`);
    this.#closed = true;
  }

  /** A line that stays: written over the frame, which is drawn again below. */
  #printAbove(event: RunEvent): void {
    const described = describeEvent(event);
    if (described === undefined) return;
    const text = `${described.target === undefined ? '' : `${described.target}  `}${described.text}`;
    this.#draw(described.level === 'error' ? this.#style.red(text) : this.#style.yellow(text));
  }

  #draw(above?: string): void {
    if (this.#closed) return;
    const now = Date.now();
    const width = (this.#output.columns ?? 80) - 1;
    const height = Math.max(2, (this.#output.rows ?? 24) - 1);
    const lines = frameLines(this.#model.snapshot(now), this.#style, width, height);
    const back = this.#shownLines === 0 ? '' : `\u001b[${this.#shownLines}A`;
    const kept = above === undefined ? '' : `\u001b[J${above}\n`;
    this.#output.write(`\r${back}${kept}${lines.map((line) => `${line}\u001b[K\n`).join('')}\u001b[J`);
    this.#shownLines = lines.length;
    this.#drawnAt = now;
  }
}
