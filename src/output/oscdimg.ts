import { win32 } from 'node:path';
import { lastPercent } from './iso-writer.js';
import type { IsoWriter } from './iso-writer.js';

/**
 * Microsoft's own program, of the ADK's Deployment Tools: `-m` no limit of size, `-o` each content once, `-u2` UDF alone
 * with revision 1.02, and boot entries as Microsoft's documentation of Oscdimg gives them (p0 BIOS, pEF UEFI, e no emulation).
 */
export function oscdimg(executable: string): IsoWriter {
  return {
    name: 'oscdimg', executable, hasUdf: true, longestName: 254, forbidden: /(?!)/u,
    arguments({ root, label, bios, efi, output }) {
      const entries = [...(bios === undefined ? [] : [['0', bios]]), ['EF', efi]].map(([platform, file = '']) => `#p${platform},e,b${win32.join(root, file)}`);
      return ['-m', '-o', '-u2', '-udfver102', `-l${label}`, `-bootdata:${entries.length}${entries.join('')}`, root, output];
    },
    percentIn: (text) => lastPercent(text, /(\d{1,3})% complete/gu),
  };
}
