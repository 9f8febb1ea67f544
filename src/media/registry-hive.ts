import { ServicingError } from '../schema/errors.js';
import { wholeBytes, type PartialBytes } from './partial-bytes.js';
import { RegistryCells } from './registry-cells.js';
import { decodeValue, type RegistryData } from './registry-value.js';

const regfMagic = 'regf';
const rootOffsetAt = 0x24;
const baseBlockSize = 0x1000;

/** A value of a registry key. */
export interface RegistryValue {
  /** Empty for the key's default value. */
  name: string;
  /** REG_* code of the Windows SDK, e.g. 1 = REG_SZ, 4 = REG_DWORD. */
  type: number;
  /** By type: text, number, bigint (REG_QWORD), list of texts (REG_MULTI_SZ), else the bytes. */
  data: RegistryData;
}

/** A key of a hive that was opened with {@link openHive}. */
export class RegistryKey {
  readonly #cells: RegistryCells;
  readonly #at: number;
  readonly name: string;

  /** Use {@link RegistryHive.key}. */
  constructor(cells: RegistryCells, at: number) {
    this.#cells = cells;
    this.#at = at;
    this.name = cells.keyName(at);
  }

  /** The subkeys, in stored order. */
  keys(): RegistryKey[] {
    return this.#cells.subkeys(this.#at).map((at) => new RegistryKey(this.#cells, at));
  }

  /** Finds a key below this one by a path with `\`, names without case. */
  key(path: string): RegistryKey | undefined {
    let at: number | undefined = this.#at;
    for (const name of path.split('\\').filter((part) => part !== '')) {
      at = this.#cells.findSubkey(at, name);
      if (at === undefined) return undefined;
    }
    return at === this.#at ? this : new RegistryKey(this.#cells, at);
  }

  /** All values of the key. */
  values(): RegistryValue[] {
    return this.#cells.values(this.#at).map(({ name, type, bytes }) => ({ name, type, data: decodeValue(type, bytes) }));
  }

  /** The data of a value, its name without case; `''` is the default value. */
  value(name: string): RegistryData | undefined {
    const wanted = name.toUpperCase();
    const found = this.#cells.values(this.#at).find((value) => value.name.toUpperCase() === wanted);
    return found && decodeValue(found.type, found.bytes);
  }

  /** A value that must be text (REG_SZ, REG_EXPAND_SZ). */
  text(name: string): string | undefined {
    const data = this.value(name);
    return typeof data === 'string' ? data : undefined;
  }

  /** A value that must be a number (REG_DWORD). */
  number(name: string): number | undefined {
    const data = this.value(name);
    return typeof data === 'number' ? data : undefined;
  }
}

/** A registry hive file in memory. All methods throw ServicingError `media-invalid` where the hive is damaged. */
export class RegistryHive {
  readonly root: RegistryKey;

  /** Use {@link openHive}. */
  constructor(root: RegistryKey) {
    this.root = root;
  }

  /** Finds a key by its path below the hive's root, e.g. `Microsoft\Windows NT\CurrentVersion` in SOFTWARE. */
  key(path: string): RegistryKey | undefined {
    return this.root.key(path);
  }
}

/**
 * Opens a registry hive file ("regf") for reading. Changes that are only in its transaction logs (`.LOG1`, `.LOG2`)
 * are not seen; an offline image's hives are unloaded cleanly and have none.
 * @param bytes the file, or a window on it ({@link readPartOfHive})
 * @throws ServicingError `media-invalid` for what is no hive
 */
export function openHive(bytes: Uint8Array | PartialBytes): RegistryHive {
  const file = bytes instanceof Uint8Array ? wholeBytes(bytes) : bytes;
  if (file.length < baseBlockSize || file.range(0, 4).toString('latin1') !== regfMagic) {
    throw new ServicingError('media-invalid', 'The file is no registry hive (it does not begin with regf).');
  }
  const root = file.range(rootOffsetAt, rootOffsetAt + 4).readUInt32LE(0);
  return new RegistryHive(new RegistryKey(new RegistryCells(file), root));
}
