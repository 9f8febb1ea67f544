/** What a registry value holds, by its type. */
export type RegistryData = string | number | bigint | string[] | Buffer;

const types = { text: 1, expandable: 2, dword: 4, dwordBigEndian: 5, link: 6, multiText: 7, qword: 11 } as const;

/** Turns the bytes of a value into what its type says; bytes too few for the type stay bytes. */
export function decodeValue(type: number, bytes: Buffer): RegistryData {
  switch (type) {
    case types.text:
    case types.expandable:
    case types.link:
      return untilNul(bytes);
    case types.multiText:
      return bytes.toString('utf16le').split('\0').filter((text) => text !== '');
    case types.dword:
      return bytes.length >= 4 ? bytes.readUInt32LE(0) : bytes;
    case types.dwordBigEndian:
      return bytes.length >= 4 ? bytes.readUInt32BE(0) : bytes;
    case types.qword:
      return bytes.length >= 8 ? bytes.readBigUInt64LE(0) : bytes;
    default:
      return bytes;
  }
}

function untilNul(bytes: Buffer): string {
  const text = bytes.toString('utf16le', 0, bytes.length & ~1);
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
