/** Longest work in one go; a timer or a frame of another session then gets its turn. */
const longestTurnMs = 8;

/** For long loops: lets others have their turn whenever this one has taken long. */
export class Turn {
  #since = performance.now();

  /** Is it time to wait for {@link next}? */
  get isOver(): boolean {
    return performance.now() - this.#since > longestTurnMs;
  }

  /** Lets everything else that is due run, then goes on. */
  async next(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#since = performance.now();
  }
}
