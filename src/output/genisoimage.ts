import { biosLoadSectors, jolietForbidden, lastPercent } from './iso-writer.js';
import type { IsoWriter } from './iso-writer.js';

/**
 * genisoimage of cdrkit: UDF 1.02, in which files may be over 4 GiB, beside Joliet and ISO 9660, in which such a file has a
 * size that is cut (`-allow-limited-size`). Windows takes UDF. Its UDF names are those of Joliet.
 */
export function genisoimage(executable: string): IsoWriter {
  return {
    name: 'genisoimage', executable, hasUdf: true, longestName: 103, forbidden: jolietForbidden,
    arguments: ({ root, label, bios, efi, output }) => [
      '-udf', '-allow-limited-size', '-iso-level', '3', '-J', '-joliet-long', '-l', '-D', '-N', '-relaxed-filenames', '-allow-lowercase', '-allow-multidot',
      '-input-charset', 'utf-8', '-V', label, ...bootOptions(bios, efi), '-hide', catalogue, '-hide-joliet', catalogue, '-o', output, root,
    ],
    percentIn: (text) => lastPercent(text, /(\d+(?:\.\d+)?)% done/gu),
  };
}

/** The file of the boot entries, which the program wants a name for; it is hidden. */
const catalogue = 'boot.catalog';

/** El Torito entries in the words of mkisofs, which xorriso has too. */
export function bootOptions(bios: string | undefined, efi: string): string[] {
  return [
    '-c', catalogue,
    ...(bios === undefined ? [] : ['-b', bios, '-no-emul-boot', '-boot-load-size', String(biosLoadSectors), '-eltorito-alt-boot']),
    '-e', efi, '-no-emul-boot',
  ];
}
