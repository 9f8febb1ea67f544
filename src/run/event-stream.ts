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
