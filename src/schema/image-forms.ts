import { z } from 'zod';

/** What a run makes: the folder with the media, a bootable ISO file of it. */
export const outputFormSchema = z.enum(['media', 'iso']);
export type OutputForm = z.infer<typeof outputFormSchema>;

/** File with images: one WIM, one ESD, or a WIM in parts (`install.swm`, `install2.swm`, …). */
export const imageFormSchema = z.enum(['wim', 'esd', 'swm']);
export type ImageForm = z.infer<typeof imageFormSchema>;

/** How the content of a file with images is packed; `recovery` is the solid LZMS of an ESD. */
export const imageCompressionSchema = z.enum(['none', 'fast', 'max', 'recovery']);
export type ImageCompression = z.infer<typeof imageCompressionSchema>;

/** Whether media on a disc waits for a key before it starts Setup by UEFI: `efisys.bin`, or `efisys_noprompt.bin`. */
export const isoBootSchema = z.enum(['prompt', 'noprompt']);
export type IsoBoot = z.infer<typeof isoBootSchema>;

/** MB of a part unless told otherwise: below the 4 GiB that a file on FAT32 can have, as Microsoft's guide to USB sticks splits. */
export const usualPartMegabytes = 3800;

/** The largest file of FAT32. */
export const largestFat32File = 2 ** 32 - 1;
