/** Where a prefix code is decoded from: a stream of bits, the next of which can be looked at before they are taken. */
export interface BitSource {
  /** Loads until `count` bits can be looked at. */
  ensure(count: number): void;
  /** The next `count` bits, already ensured, without taking them. */
  peek(count: number): number;
  /** Takes `count` bits that were ensured. */
  skip(count: number): void;
}
