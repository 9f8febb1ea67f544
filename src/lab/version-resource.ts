/** What the version resource of a PE file says about it. */
export interface VersionStrings {
  /** Four numbers, e.g. `10.0.17134.165`. */
  fileVersion: string;
  productVersion: string;
  description: string;
  originalName: string;
  productName: string;
  company: string;
}

/** VS_VERSION_INFO with the language US English, Unicode (0409 04B0). Layout: the resource format of the Windows SDK. */
export function versionResource(strings: VersionStrings, isDll: boolean): Buffer {
  const table = node('040904B0', 1, Buffer.alloc(0), 0, [
    text('CompanyName', strings.company),
    text('FileDescription', strings.description),
    text('FileVersion', strings.fileVersion),
    text('InternalName', strings.originalName),
    text('OriginalFilename', strings.originalName),
    text('ProductName', strings.productName),
    text('ProductVersion', strings.productVersion),
  ]);
  const translation = Buffer.from([0x09, 0x04, 0xb0, 0x04]);
  return node('VS_VERSION_INFO', 0, fixedFileInfo(strings, isDll), undefined, [
    node('StringFileInfo', 1, Buffer.alloc(0), 0, [table]),
    node('VarFileInfo', 1, Buffer.alloc(0), 0, [node('Translation', 0, translation, undefined, [])]),
  ]);
}

/** The four 16-bit numbers of a version. */
function versionNumbers(version: string): [number, number, number, number] {
  const numbers = version.split('.').map(Number);
  if (numbers.length !== 4 || numbers.some((number) => !Number.isInteger(number) || number < 0 || number > 0xffff)) {
    throw new RangeError(`${version} is not a version of four 16-bit numbers`);
  }
  return numbers as [number, number, number, number];
}

function fixedFileInfo(strings: VersionStrings, isDll: boolean): Buffer {
  const info = Buffer.alloc(52);
  info.writeUInt32LE(0xfeef04bd, 0);
  info.writeUInt32LE(0x00010000, 4);
  [strings.fileVersion, strings.productVersion].forEach((version, index) => {
    const [major, minor, build, revision] = versionNumbers(version);
    info.writeUInt32LE(major * 0x10000 + minor, 8 + index * 8);
    info.writeUInt32LE(build * 0x10000 + revision, 12 + index * 8);
  });
  info.writeUInt32LE(0x3f, 24);
  info.writeUInt32LE(0x00040004, 32);
  info.writeUInt32LE(isDll ? 2 : 1, 36);
  return info;
}

function text(key: string, value: string): Buffer {
  return node(key, 1, utf16(value), value.length + 1, []);
}

/** @param valueLength in bytes for data, in characters for text; default the bytes of `value` */
function node(key: string, type: 0 | 1, value: Buffer, valueLength: number | undefined, children: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(6);
  const body = children.reduce((all, child) => Buffer.concat([align(all), child]),
    Buffer.concat([align(Buffer.concat([head, utf16(key)])), value]));
  body.writeUInt16LE(body.length, 0);
  body.writeUInt16LE(valueLength ?? value.length, 2);
  body.writeUInt16LE(type, 4);
  return body;
}

function align(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}

function utf16(value: string): Buffer {
  return Buffer.from(`${value}\0`, 'utf16le');
}
