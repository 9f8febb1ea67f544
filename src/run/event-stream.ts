import type { RunEvent, RunEventBody } from '../schema/event.js';

export type EventListener = (event: RunEvent) => void;

/** Stamps events with version, number, time and run id, and hands them to everybody who listens. */
export class EventStream {
  readonly runId: string;
  readonly #listeners: EventListener[] = [];
  #seq = 0;
  #broken = false;

  constructor(runId: string) {
    this.runId = runId;
  }

  /** A listener has thrown: the journal cannot be kept, so nothing new may begin. */
  get isBroken(): boolean {
    return this.#broken;
  }

  subscribe(listener: EventListener): void {
    this.#listeners.push(listener);
  }

  /** @throws what the first listener threw, once all have heard the event: a run whose journal cannot be kept must stop */
  emit(body: RunEventBody): void {
    const failures = this.#send(body);
    if (failures.length > 0) throw failures[0];
  }

  /** The same for events of a run that is ending: what a listener throws must not hide why, or keep a mount from going. */
  emitAtEnd(body: RunEventBody): void {
    this.#send(body);
  }

  #send(body: RunEventBody): unknown[] {
    this.#seq += 1;
    const event = { v: 1, seq: this.#seq, time: new Date().toISOString(), runId: this.runId, ...body } as RunEvent;
    const failures: unknown[] = [];
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        failures.push(error);
        this.#broken = true;
      }
    }
    return failures;
  }
}

/** Tells how far a copy is that is no step of the plan: one event a percent. */
export function phaseProgress(events: EventStream, phase: Extract<RunEventBody, { type: 'phase' }>['phase']): (done: number, total: number) => void {
  let last = -1;
  return (done, total) => {
    const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
    if (percent === last) return;
    last = percent;
    events.emit({ type: 'phase-progress', phase, bytes: { done, total } });
  };
}

/** A caller's mistake in its own listener must not end a run with images mounted. */
export function harmless(listener: EventListener): EventListener {
  return (event) => {
    try {
      listener(event);
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  };
}
