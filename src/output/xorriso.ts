import { basename, join } from 'node:path';
import { bootOptions } from './genisoimage.js';
import { jolietForbidden, lastPercent } from './iso-writer.js';
import type { IsoWriter } from './iso-writer.js';

/** xorriso of libburnia, which has no UDF: ISO 9660 with Joliet, which Windows reads, and Rock Ridge. */
export function xorriso(executable: string): IsoWriter {
  return {
    name: 'xorriso', executable, hasUdf: false, longestName: 103, forbidden: jolietForbidden,
    arguments: ({ root, label, bios, efi, output, instead }) => [
      '-as', 'mkisofs', '-iso-level', '3', '-J', '-joliet-long', '-R', '-input-charset', 'utf-8', '-V', label, ...bootOptions(bios, efi), '--boot-catalog-hide', '-o', output,
      '-graft-points', ...(instead === undefined ? [] : ['-x', join(root, instead.file)]), `/=${escaped(root)}`,
      ...(instead?.by ?? []).map((path) => `/${folderOf(instead?.file ?? '')}${escaped(basename(path))}=${escaped(path)}`),
    ],
    percentIn: (text) => lastPercent(text, /(\d+(?:\.\d+)?)% done/gu),
  };
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}

/** `=` parts the two sides of a graft point. */
function escaped(path: string): string {
  return path.replace(/[\\=]/gu, '\\$&');
}
