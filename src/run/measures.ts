import type { Measures } from '../schema/result.js';

/** What a run takes of the computer, as far as it is seen on the way. */
export class RunMeasures {
  #disk: { freeAtStart: number; leastFree: number } | undefined;

  /** @param bytes free on the volume of the workspace; Infinity where it does not tell */
  noteFree(bytes: number): void {
    if (Number.isFinite(bytes)) this.#disk = { freeAtStart: this.#disk?.freeAtStart ?? bytes, leastFree: Math.min(bytes, this.#disk?.leastFree ?? bytes) };
  }

  /** As a part of the result. */
  get result(): Measures {
    // libuv gives kilobytes on every system.
    return { ...(this.#disk === undefined ? {} : { disk: this.#disk }), peakMemory: process.resourceUsage().maxRSS * 1024 };
  }
}
