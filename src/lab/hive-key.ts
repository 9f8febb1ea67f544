export type RegistryType = 'REG_SZ' | 'REG_EXPAND_SZ' | 'REG_MULTI_SZ' | 'REG_BINARY' | 'REG_DWORD' | 'REG_QWORD';

/** Type numbers of winnt.h. */
const typeNumbers: Readonly<Record<RegistryType, number>> = {
  REG_SZ: 1, REG_EXPAND_SZ: 2, REG_BINARY: 3, REG_DWORD: 4, REG_MULTI_SZ: 7, REG_QWORD: 11,
};

export interface HiveValue { name: string; type: number; data: Buffer }

/** A registry key in memory; names are matched without case, as the registry does. */
export class HiveKey {
  readonly name: string;
  readonly #keys = new Map<string, HiveKey>();
  readonly #values = new Map<string, HiveValue>();

  constructor(name: string) {
    this.name = name;
  }

  /** Subkeys in the order that a hive keeps: by upper-case name. */
  get keys(): HiveKey[] {
    return [...this.#keys].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key);
  }

  get values(): HiveValue[] {
    return [...this.#values.values()];
  }

  /** The key below this one at a path with `\`, made where it is missing. */
  key(path: string): HiveKey {
    const [name = '', ...rest] = path.split('\\');
    let key = this.#keys.get(name.toUpperCase());
    if (key === undefined) this.#keys.set(name.toUpperCase(), key = new HiveKey(name));
    return rest.length === 0 ? key : key.key(rest.join('\\'));
  }

  /** Sets a text, an expandable text or a number (REG_DWORD). An empty name is the key's default value. */
  set(name: string, value: string | number, type: RegistryType = typeof value === 'number' ? 'REG_DWORD' : 'REG_SZ'): this {
    return this.setData(name, type, encode(value, type));
  }

  setData(name: string, type: RegistryType, data: Buffer): this {
    this.#values.set(name.toUpperCase(), { name, type: typeNumbers[type], data });
    return this;
  }
}

function encode(value: string | number, type: RegistryType): Buffer {
  if (typeof value === 'string') {
    if (type === 'REG_MULTI_SZ') return Buffer.from(`${value}\0\0`, 'utf16le');
    return Buffer.from(`${value}\0`, 'utf16le');
  }
  const data = Buffer.alloc(type === 'REG_QWORD' ? 8 : 4);
  data.writeUInt32LE(value >>> 0);
  return data;
}
