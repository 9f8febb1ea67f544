interface Waiter<T> {
  /** How many had come with it. */
  ticket: number;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
}

/** Callers that wait for something, served first come, first served. */
export class WaitingLine<T> {
  readonly #waiters = new Set<Waiter<T>>();
  #came = 0;

  /** How many wait. */
  get length(): number {
    return this.#waiters.size;
  }

  /** How many have come so far, those who no longer wait among them. */
  get came(): number {
    return this.#came;
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
        ticket: ++this.#came,
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

  /** Refuses the one at the head, if it was among the first `came` ever. False when nobody is refused. */
  refuseFirst(error: unknown, came = Infinity): boolean {
    const [first] = this.#waiters;
    if (first === undefined || first.ticket > came) return false;
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
