/** A reference counts as code when its target was referred to within so many bytes before. */
const goodTargetWindow = 65_535;
/** How far behind a likely instruction others are believed. */
const translationReach = 1023;
/** The encoder leaves the last bytes of a chunk alone. */
const untranslatedTail = 16;

/**
 * LZMS makes the relative targets of x86 instructions absolute where they stand among code; this turns them back, in
 * place. What code is, encoder and decoder guess alike: two references to the same address (its low 16 bits) not far apart.
 */
export function undoX86Translation(bytes: Uint8Array): void {
  const end = bytes.length - untranslatedTail;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lastUse = new Int32Array(65_536).fill(-goodTargetWindow - 1);
  let lastCode = -translationReach - 1;
  // The first byte never counts.
  for (let at = 1; at < end; at += 1) {
    const opcode = bytes[at] as number;
    if (opcode === 0xe9) {
      at += 4;
      continue;
    }
    const size = opcodeSize(opcode, bytes[at + 1] as number, bytes[at + 2] as number);
    if (size === 0) continue;
    const operand = at + size;
    // Calls are short, and bytes like them common: more confidence is asked of them.
    const reach = opcode === 0xe8 ? translationReach >> 1 : translationReach;
    if (at - lastCode <= reach) view.setInt32(operand, view.getInt32(operand, true) - at, true);
    const target = (at + view.getUint16(operand, true)) & 0xffff;
    at = operand + 3;
    if (at - (lastUse[target] as number) <= goodTargetWindow) lastCode = at;
    lastUse[target] = at;
  }
}

/** Bytes before the operand of an instruction that refers to an address; 0 for anything else. */
function opcodeSize(first: number, second: number, third: number): number {
  switch (first) {
    case 0x48: // mov rax|rcx, [rip+x]; lea r, [rip+x]
      if (second === 0x8b) return third === 0x05 || third === 0x0d ? 3 : 0;
      return second === 0x8d && (third & 0x07) === 0x05 ? 3 : 0;
    case 0x4c: // lea r8…, [rip+x]
      return second === 0x8d && (third & 0x07) === 0x05 ? 3 : 0;
    case 0xe8: // call x
      return 1;
    case 0xf0: // lock add [rip+x], n
      return second === 0x83 && third === 0x05 ? 3 : 0;
    case 0xff: // call [rip+x]
      return second === 0x15 ? 2 : 0;
    default:
      return 0;
  }
}
