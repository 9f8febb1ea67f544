import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export { temporaryFolder } from '../../support/temp.js';

/** Runs wimlib-imagex, the independent witness of these tests; its output. */
export function wimlib(...args: string[]): string {
  return execFileSync('wimlib-imagex', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

export type Tree = Readonly<Record<string, Uint8Array | string>>;

export function writeTree(root: string, tree: Tree): string {
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** Bytes that look random and are the same every time. */
export function noise(size: number, seed = 'noise'): Buffer {
  const pieces: Buffer[] = [];
  for (let length = 0, nth = 0; length < size; length += 32, nth++) pieces.push(createHash('sha256').update(`${seed}${nth}`).digest());
  return Buffer.concat(pieces).subarray(0, size);
}

/** x86-like code: many calls (E8 and a target, near, far and negative), repeats, and literals. */
export function code(size: number): Buffer {
  const bytes = noise(size, 'code');
  for (let at = 0; at + 64 < size; at += 13 + ((bytes[at] as number) % 40)) {
    bytes[at] = 0xe8;
    const near = ((bytes[at + 1] as number) << 8) - 0x4000;
    if ((bytes[at + 5] as number) < 200) bytes.writeInt32LE(near, at + 1);
    if ((bytes[at + 6] as number) < 128) bytes.copy(bytes, at + 5, Math.max(0, at - 900), Math.max(0, at - 900) + 30);
  }
  return bytes;
}

/** Text with a small alphabet, repeats and long runs. */
export function text(size: number): Buffer {
  const lines: string[] = [];
  for (let length = 0, nth = 0; length < size; nth++) {
    const line = nth % 97 === 0 ? ' '.repeat(700) : `line ${nth} of ${nth % 11} ${'-'.repeat(nth % 300)}\n`;
    lines.push(line);
    length += line.length;
  }
  return Buffer.from(lines.join('')).subarray(0, size);
}
