import type { ImageContents } from '../schema/media.js';
import type { WimTree } from './wim-metadata.js';

/**
 * Boot files signed by Windows UEFI CA 2023, beside those signed by the CA of 2011. Images have them since 2024-04
 * (Make2023BootableMedia.ps1 in microsoft/secureboot_objects takes them from there).
 */
const ca2023Files = ['Windows/Boot/EFI_EX/bootmgfw_EX.efi', 'Windows/Boot/EFI_EX/bootmgr_EX.efi'];
const ca2023Fonts = 'Windows/Boot/Fonts_EX';
/** One folder a language, each with images for the El Torito entry of an ISO. */
const ca2023Discs = 'Windows/Boot/DVD_EX/EFI';
const ca2023Disc = /^efisys.*_EX\.bin$/iu;

/** Which of the files that recipes decide by an image has, by names alone. */
export function imageContents(tree: WimTree): ImageContents {
  return {
    servicingLcu: hasContent(tree, 'Windows/servicing/LCU'),
    setuphost: isFile(tree, 'sources/setuphost.exe'),
    ca2023: ca2023Files.every((path) => isFile(tree, path)) && hasContent(tree, ca2023Fonts) && hasDisc(tree),
    langIni: isFile(tree, 'sources/lang.ini'),
  };
}

function hasDisc(tree: WimTree): boolean {
  const languages = tree.folderNames(ca2023Discs) ?? [];
  return languages.some((language) => tree.fileNames(`${ca2023Discs}/${language}`)?.some((name) => ca2023Disc.test(name)) === true);
}

function isFile(tree: WimTree, path: string): boolean {
  return tree.kindOf(path) === 'file';
}

function hasContent(tree: WimTree, folder: string): boolean {
  return (tree.fileNames(folder) ?? []).length > 0 || (tree.folderNames(folder) ?? []).length > 0;
}
