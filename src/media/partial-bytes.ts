/** Bytes of which a part may have to be fetched before it can be looked at: a hive file, a metadata resource. */
export interface PartialBytes {
  readonly length: number;
  /** The bytes from `from` up to `to`, both within the whole. */
  range(from: number, to: number): Buffer;
}

/** Bytes that are all in memory. */
export function wholeBytes(bytes: Uint8Array): PartialBytes {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { length: buffer.length, range: (from, to) => buffer.subarray(from, to) };
}
