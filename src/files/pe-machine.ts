import type { Architecture } from '../schema/common.js';

/** `Machine` of the COFF header (PE format specification). */
const machines: Readonly<Record<number, Architecture>> = { 0x14c: 'x86', 0x8664: 'x64', 0xaa64: 'arm64' };

/** The processor that a Windows program or library is for; undefined for what is no PE, or for another one. */
export function readPeMachine(bytes: Buffer): Architecture | undefined {
  if (bytes.length < 64 || bytes.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const at = bytes.readUInt32LE(60);
  if (at + 6 > bytes.length || bytes.toString('latin1', at, at + 4) !== 'PE\0\0') return undefined;
  return machines[bytes.readUInt16LE(at + 4)];
}
