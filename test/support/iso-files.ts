import { execFileSync } from 'node:child_process';

/** Other people's writers of ISO files. */
export const isoWriters = {
  /** UDF beside Joliet and ISO 9660, the form that is nearest to that of the vendor. */
  udf: ['genisoimage', '-quiet', '-udf', '-allow-limited-size', '-iso-level', '3', '-J', '-joliet-long', '-V', 'CCCOMA_X64'],
  joliet: ['xorriso', '-as', 'mkisofs', '-quiet', '-iso-level', '3', '-J', '-joliet-long', '-V', 'JOLIET'],
  iso9660: ['genisoimage', '-quiet', '-iso-level', '2', '-V', 'PLAIN'],
} as const;

/** Writes the content of a folder into an ISO file and gives its path. */
export function makeIso(form: keyof typeof isoWriters, root: string, iso: string, ...more: string[]): string {
  const [program, ...options] = isoWriters[form];
  execFileSync(program, [...options, ...more, '-o', iso, root], { stdio: ['ignore', 'pipe', 'pipe'] });
  return iso;
}

/** Path → size of every file, as 7-Zip lists it; of a bridge its UDF. */
export function sevenZipListing(iso: string, type: 'udf' | 'iso'): Map<string, number> {
  const text = execFileSync('7z', ['l', '-slt', `-t${type}`, iso], { encoding: 'utf8' });
  const files = new Map<string, number>();
  for (const block of text.slice(text.indexOf('----------')).split('\n\n')) {
    const field = (name: string): string | undefined => new RegExp(`^${name} = (.*)$`, 'mu').exec(block)?.[1];
    if (field('Folder') === '-') files.set(field('Path') ?? '', Number(field('Size')));
  }
  return files;
}

/** Bytes of a file, unpacked by 7-Zip. */
export function sevenZipFile(iso: string, type: 'udf' | 'iso', path: string): Buffer {
  return execFileSync('7z', ['x', '-so', `-t${type}`, iso, path], { maxBuffer: 64 * 2 ** 20, stdio: ['ignore', 'pipe', 'ignore'] });
}

/** One entry of the boot catalogue, as xorriso reports it. */
export interface ToritoEntry {
  /** `BIOS` or `UEFI`. */
  readonly platform: string;
  /** Path of the file that it points at, where it is one. */
  readonly file: string | undefined;
  /** `y` where it is bootable, `none` without emulation, sectors of 512 bytes to load, first sector of 2,048 bytes. */
  readonly facts: readonly string[];
}

/** The boot catalogue of an ISO file, as xorriso reports it. */
export function torito(iso: string): ToritoEntry[] {
  const text = execFileSync('xorriso', ['-indev', iso, '-report_el_torito', 'plain'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return [...text.matchAll(/boot img : +(\d+) +(\w+) +(\w) +(\w+) +\S+ +\S+ +(\d+) +(\d+)/gu)].map(([, number = '', platform = '', ...facts]) => ({
    platform, facts, file: new RegExp(`img path : +${number} +(.*)`, 'u').exec(text)?.[1],
  }));
}
