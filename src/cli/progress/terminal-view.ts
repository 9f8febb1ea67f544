import type { RunEstimate } from '../../run/estimate-run.js';
import type { RunEvent } from '../../schema/event.js';
import type { Plan } from '../../schema/plan.js';
import { describeEvent } from '../../report/event-text.js';
import type { Output } from '../io.js';
import type { Style } from '../render/style.js';
import { displayWidth } from '../render/text.js';
import { frameLines, type Notice } from './frame.js';
import { ProgressModel } from './progress-model.js';
import type { ProgressView } from './progress-view.js';

const frameMs = 100;
const clockMs = 1000;

/** One line a target, redrawn in place. A frame is one write that overwrites the last one, so nothing flickers. */
export class TerminalView implements ProgressView {
  readonly #output: Output;
  readonly #style: Style;
  readonly #model = new ProgressModel(Date.now());
  readonly #timer: NodeJS.Timeout;
  readonly #notices: Notice[] = [];
  readonly #onResize = (): void => { this.#draw(); };
  /** Widths of the lines that are on the screen. */
  #shown: number[] = [];
  #drawnAt = 0;
  #closed = false;

  constructor(output: Output, style: Style) {
    this.#output = output;
    this.#style = style;
    this.#timer = setInterval(() => { this.#draw(); }, clockMs).unref();
    output.on('resize', this.#onResize);
  }

  setPlan(plan: Plan, estimate?: RunEstimate): void {
    this.#model.setPlan(plan, estimate);
  }

  event(event: RunEvent): void {
    if (this.#closed) return;
    this.#model.apply(event, Date.now());
    const isNotice = event.type === 'warning' || event.type === 'step-failed';
    if (isNotice) this.#keep(event);
    if (isNotice || Date.now() - this.#drawnAt >= frameMs) this.#draw();
  }

  note(text: string): void {
    this.#notices.push({ level: 'warning', text });
    this.#draw();
  }

  close(options: { erase?: boolean } = {}): void {
    if (this.#closed) return;
    clearInterval(this.#timer);
    this.#output.off('resize', this.#onResize);
    if (options.erase !== true) this.#draw();
    else if (this.#shown.length > 0) this.#output.write(`${this.#back()}\u001b[J`);
    this.#closed = true;
  }

  #keep(event: RunEvent): void {
    const described = describeEvent(event);
    if (described === undefined) return;
    this.#notices.push({ level: described.level === 'error' ? 'error' : 'warning', text: `${described.target === undefined ? '' : `${described.target}: `}${described.text}` });
  }

  #draw(): void {
    if (this.#closed) return;
    const now = Date.now();
    const height = Math.max(2, (this.#output.rows ?? 24) - 1);
    const lines = frameLines(this.#model.snapshot(now), this.#notices, this.#style, { width: this.#columns() - 1, height });
    this.#output.write(`${this.#back()}${lines.map((line) => `${line}\u001b[K\n`).join('')}\u001b[J`);
    this.#shown = lines.map(displayWidth);
    this.#drawnAt = now;
  }

  #columns(): number {
    return this.#output.columns ?? 80;
  }

  /** To the first line of what is shown. A terminal that became narrower has wrapped its lines. */
  #back(): string {
    const rows = this.#shown.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / this.#columns())), 0);
    return rows === 0 ? '\r' : `\r\u001b[${rows}A`;
  }
}
