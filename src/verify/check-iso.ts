import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sha256File } from '../files/hash.js';
import { foldCase, resolveNoCase } from '../files/paths.js';
import { walk } from '../files/walk.js';
import type { BootEntry } from '../media/iso/el-torito.js';
import { IsoImage } from '../media/iso/iso-image.js';
import { ServicingError } from '../schema/errors.js';
import type { Check } from '../schema/result.js';

/** An ISO file, and what it should be. */
export interface IsoToCheck {
  /** Absolute path. */
  readonly path: string;
  readonly label: string;
  /** Boot images, as paths within the media; none for BIOS on ARM64. */
  readonly bios?: string | undefined;
  readonly efi: string;
  /** A file of the media that it does not have, and the host files that it has in its place. */
  readonly instead?: { readonly file: string; readonly by: readonly string[] } | undefined;
}

/** Characters of a Joliet label, which is cut. */
const jolietLabel = 16;
const shown = 10;

export interface IsoCheckOptions {
  readonly signal: AbortSignal;
  /** SHA-256 of files of the media that were read just now, by path: they are not read again. */
  readonly known?: ReadonlyMap<string, string> | undefined;
  readonly onProgress?: ((percent: number) => void) | undefined;
}

/**
 * Reads an ISO file back: every file of the media is in it with the same content and nothing else is, firmware finds the boot
 * images, and it has the label.
 * @throws ServicingError `cancelled`, `permission`
 */
export async function checkIso(wanted: IsoToCheck, root: string, options: IsoCheckOptions): Promise<Check[]> {
  const { signal } = options;
  let iso: IsoImage;
  try {
    iso = await IsoImage.open(wanted.path, { signal });
  } catch (error) {
    if (!(error instanceof ServicingError) || error.code !== 'media-invalid') throw error;
    return [{ id: 'iso-files', title: `${basename(wanted.path)}: the same files as the media`, ok: false, evidence: error.message }];
  }
  try {
    return [await filesCheck(iso, wanted, root, options), await bootCheck(iso, wanted, root), labelCheck(iso, wanted)];
  } finally {
    await iso.close();
  }
}

async function filesCheck(iso: IsoImage, wanted: IsoToCheck, root: string, { signal, known, onProgress }: IsoCheckOptions): Promise<Check> {
  const expected = await expectedFiles(wanted, root, signal);
  const wrong: string[] = [];
  const seen = new Set<string>();
  let bytes = 0;
  const all = iso.entries.reduce((sum, { size }) => sum + size, 0);
  for (const entry of iso.entries.filter((one) => one.kind === 'file')) {
    const source = expected.get(entry.path);
    if (source === undefined) {
      wrong.push(`added: ${entry.path}`);
      continue;
    }
    seen.add(entry.path);
    bytes += entry.size;
    const [original, copy] = [known?.get(entry.path) ?? (await sha256File(source, { signal })), await iso.sha256(entry, { signal })];
    onProgress?.(all === 0 ? 100 : (bytes / all) * 100);
    if (original !== copy) wrong.push(`not the same: ${entry.path}: ${entry.size} bytes with SHA-256 ${copy}, in the media ${original}`);
  }
  wrong.push(...[...expected.keys()].filter((path) => !seen.has(path)).map((path) => `missing: ${path}`));
  return {
    id: 'iso-files', title: `${basename(wanted.path)}: the same files as the media`, ok: wrong.length === 0,
    evidence: wrong.length === 0 ? `${seen.size} files of ${bytes} bytes read back from ${iso.fileSystem === 'udf' ? 'UDF' : iso.fileSystem}, each with the same SHA-256`
      : `${wrong.slice(0, shown).join('; ')}${wrong.length > shown ? ` and ${wrong.length - shown} more` : ''}`,
  };
}

/** Paths in the ISO file → host files with their content. */
async function expectedFiles({ instead }: IsoToCheck, root: string, signal: AbortSignal): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const entry of walk(root, { signal })) {
    if (entry.kind !== 'file') continue;
    if (instead === undefined || foldCase(entry.path) !== foldCase(instead.file)) {
      files.set(entry.path, entry.hostPath);
      continue;
    }
    const folder = entry.path.slice(0, entry.path.lastIndexOf('/') + 1);
    for (const part of instead.by) files.set(`${folder}${basename(part)}`, part);
  }
  return files;
}

/** The entries of the boot catalogue are those that are due, in their order, and point at the bytes of the boot files. */
async function bootCheck(iso: IsoImage, { path, bios, efi }: IsoToCheck, root: string): Promise<Check> {
  const due = [...(bios === undefined ? [] : [{ platform: 'bios', file: bios } as const]), { platform: 'uefi', file: efi } as const];
  const said: string[] = [];
  let ok = iso.bootEntries.length === due.length;
  for (const [at, { platform, file }] of due.entries()) {
    const found = iso.bootEntries[at];
    const wrong = found === undefined ? 'there is no such entry' : await whatIsWrong(iso, found, platform, (await resolveNoCase(root, file)) ?? join(root, file));
    ok &&= wrong === undefined;
    said.push(`${platform === 'bios' ? 'BIOS' : 'UEFI'}: ${wrong ?? `the bytes of ${file}`}`);
  }
  if (iso.bootEntries.length > due.length) said.push(`${iso.bootEntries.length - due.length} entries too many`);
  return { id: 'iso-boot', title: `${basename(path)}: boot entries`, ok, evidence: said.join('; ') };
}

async function whatIsWrong(iso: IsoImage, entry: BootEntry, platform: BootEntry['platform'], file: string): Promise<string | undefined> {
  if (entry.platform !== platform) return `the entry is for ${entry.platform}`;
  if (!entry.isBootable) return 'the entry is not bootable';
  if (!entry.isNoEmulation) return 'the entry asks for the emulation of a disk';
  const wanted = await readFile(file);
  const bytes = await iso.bytesAt(entry.offset, wanted.length).catch(() => undefined);
  return bytes?.equals(wanted) === true ? undefined : `its entry does not point at the bytes of ${basename(file)}`;
}

function labelCheck(iso: IsoImage, { path, label }: IsoToCheck): Check {
  const wanted = iso.fileSystem === 'joliet' ? label.slice(0, jolietLabel) : label;
  return { id: 'iso-label', title: `${basename(path)}: volume label`, ok: iso.label === wanted, evidence: iso.label === label ? label : `${iso.label}; asked for: ${label}` };
}
