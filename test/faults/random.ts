/** A source of choices that gives the same ones for the same seed, on every machine. */
export class Random {
  #state: number;

  /** @param seed any whole number; neighbours give unrelated choices */
  constructor(seed: number) {
    this.#state = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b) >>> 0;
    this.fraction();
  }

  /** At least 0, below 1. The generator is mulberry32. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** True in so many cases out of a hundred. */
  percent(share: number): boolean {
    return this.fraction() * 100 < share;
  }

  /** One of the list. @throws Error when it is empty */
  pick<T>(list: readonly T[]): T {
    const item = list[Math.floor(this.fraction() * list.length)];
    if (item === undefined) throw new Error('There is nothing to choose from');
    return item;
  }

  /** One of the keys, each as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>, allowed: readonly K[]): K {
    const total = allowed.reduce((sum, key) => sum + weights[key], 0);
    let left = this.fraction() * total;
    for (const key of allowed) {
      left -= weights[key];
      if (left < 0) return key;
    }
    return this.pick(allowed);
  }
}
