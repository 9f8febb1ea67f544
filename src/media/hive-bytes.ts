/** The bytes of a hive file as its reader takes them. */
export interface HiveBytes {
  readonly length: number;
  /** The bytes from `from` up to `to`, both within the file. */
  range(from: number, to: number): Buffer;
}

/** A hive that is in memory. */
export function wholeHive(bytes: Uint8Array): HiveBytes {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { length: buffer.length, range: (from, to) => buffer.subarray(from, to) };
}
