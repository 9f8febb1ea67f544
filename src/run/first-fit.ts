/**
 * A row of places, each with a number or empty, that tells the first place whose number is small enough. Both asking and
 * changing take as many steps as the row can be halved: every node of a tree over the row has the least number below it.
 */
export class FirstFit {
  /** Places, rounded up to a power of two: the second half of the tree. */
  readonly #width: number;
  readonly #least: Float64Array;

  constructor(places: number) {
    this.#width = 2 ** Math.ceil(Math.log2(Math.max(1, places)));
    this.#least = new Float64Array(2 * this.#width).fill(Infinity);
  }

  /** @param value finite */
  put(place: number, value: number): void {
    this.#set(place, value);
  }

  /** Empties a place. */
  take(place: number): void {
    this.#set(place, Infinity);
  }

  /**
   * The first place whose number is at most that; undefined where there is none.
   * @param most Infinity = any number
   */
  first(most: number): number | undefined {
    const least = this.#least;
    const limit = Math.min(most, Number.MAX_VALUE);
    if (!((least[1] ?? Infinity) <= limit)) return undefined;
    let node = 1;
    while (node < this.#width) {
      node *= 2;
      if (!((least[node] ?? Infinity) <= limit)) node += 1;
    }
    return node - this.#width;
  }

  #set(place: number, value: number): void {
    const least = this.#least;
    let node = this.#width + place;
    least[node] = value;
    for (node >>= 1; node >= 1; node >>= 1) {
      const now = Math.min(least[2 * node] ?? Infinity, least[2 * node + 1] ?? Infinity);
      if (least[node] === now) return;
      least[node] = now;
    }
  }
}
