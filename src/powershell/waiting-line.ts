interface Waiter<T> {
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
}

/** Callers that wait for something, served first come, first served. */
export class WaitingLine<T> {
  readonly #waiters = new Set<Waiter<T>>();

  /** How many wait. */
  get length(): number {
    return this.#waiters.size;
  }

  /** Waits for a turn. @throws what `refusal` makes, once the signal is aborted. */
  wait(signal: AbortSignal | undefined, refusal: () => Error): Promise<T> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(refusal());
        return;
      }
      const onAbort = (): void => {
        this.#waiters.delete(waiter);
        reject(refusal());
      };
      const leave = (): void => signal?.removeEventListener('abort', onAbort);
      const waiter: Waiter<T> = {
        resolve: (value) => (leave(), resolve(value)),
        reject: (error) => (leave(), reject(error instanceof Error ? error : new Error(String(error)))),
      };
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Serves the one at the head. False when nobody waits. */
  serve(value: T): boolean {
    const waiter = this.#takeFirst();
    waiter?.resolve(value);
    return waiter !== undefined;
  }

  /** Refuses the one at the head. False when nobody waits. */
  refuseFirst(error: unknown): boolean {
    const waiter = this.#takeFirst();
    waiter?.reject(error);
    return waiter !== undefined;
  }

  /** Refuses everybody. */
  refuseAll(error: unknown): void {
    while (this.refuseFirst(error));
  }

  #takeFirst(): Waiter<T> | undefined {
    const [first] = this.#waiters;
    if (first !== undefined) this.#waiters.delete(first);
    return first;
  }
}
