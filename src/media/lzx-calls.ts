const callOpcode = 0xe8;
const assumedFileSize = 12_000_000;
/** The encoder leaves the last bytes of a chunk alone. */
const untranslatedTail = 10;

/**
 * LZX makes the relative target of x86 calls absolute, so that calls of one function look alike; this turns them back,
 * in place.
 */
export function undoCallTranslation(bytes: Uint8Array): void {
  const end = bytes.length - untranslatedTail;
  if (end <= 0) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = bytes.indexOf(callOpcode);
  while (at >= 0 && at < end) {
    const target = view.getInt32(at + 1, true);
    if (target >= 0 && target < assumedFileSize) view.setInt32(at + 1, target - at, true);
    else if (target < 0 && target >= -at) view.setInt32(at + 1, target + assumedFileSize, true);
    at = bytes.indexOf(callOpcode, at + 5);
  }
}
