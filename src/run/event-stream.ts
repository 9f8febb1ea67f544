import type { RunEvent, RunEventBody } from '../schema/event.js';

export type EventListener = (event: RunEvent) => void;

/** Stamps events with version, number, time and run id, and hands them to everybody who listens. */
export class EventStream {
  readonly runId: string;
  readonly #listeners: EventListener[] = [];
  #seq = 0;

  constructor(runId: string) {
    this.runId = runId;
  }

  subscribe(listener: EventListener): void {
    this.#listeners.push(listener);
  }

  emit(body: RunEventBody): void {
    this.#seq += 1;
    const event = { v: 1, seq: this.#seq, time: new Date().toISOString(), runId: this.runId, ...body } as RunEvent;
    for (const listener of this.#listeners) listener(event);
  }
}
