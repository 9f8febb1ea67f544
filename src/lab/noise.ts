import { createCipheriv, createHash } from 'node:crypto';

/** Bytes that do not compress and depend on the seed alone. */
export function noise(seed: string, length: number): Buffer {
  const key = createHash('sha256').update(seed).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}

/** Bytes that depend on the seed alone and compress about as code does: every second 64-byte block is a repeated one. */
export function codeLike(seed: string, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const words = noise(seed, 1024);
  for (let at = 0, block = 0; at < length; at += 64, block += 1) {
    const from = (block * block * 64) % words.length;
    words.copy(bytes, at, from, Math.min(from + 64, words.length));
    if (at + 4 <= length) bytes.writeUInt32LE(block, at);
  }
  return bytes;
}
