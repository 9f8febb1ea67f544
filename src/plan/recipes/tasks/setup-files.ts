import { imageFilesOf } from '../../install-file.js';
import type { ImageWork } from '../image-work.js';
import type { MediaWork } from '../media-work.js';

/** Boot loaders of UEFI by the names that media have them under. */
const loaderNames = ['bootmgfw.efi', 'bootx64.efi', 'bootia32.efi', 'bootaa64.efi'];
const managerNames = ['bootmgr.efi'];
/** Where media keep what the boot manager needs. */
const mediaBoot = 'efi/microsoft/boot';

/** setup.exe of the Setup image, and from 26100 on setuphost.exe: Setup fails where those of the media differ (C9, R5). */
export function collectSetup(work: ImageWork): void {
  if (work.role !== 'setup') return;
  for (const file of ['setup.exe', ...(work.input.generation.setupHost ? ['setuphost.exe'] : [])]) {
    work.add(`collect-${file.replace('.exe', '')}`, `Take ${file} of the Setup image for the media's sources`,
      { action: 'collect-file', from: `sources/${file}`, to: `sources/${file}` });
  }
}

/** The boot manager files of the serviced Setup image, for every file of the media of their kind (M3, M4). */
export function collectBootManager(work: ImageWork): void {
  if (work.role !== 'setup' || work.options.ca2023) return;
  collectByName(work, 'collect-bootmgfw', 'Windows/Boot/EFI/bootmgfw.efi', loaderNames);
  collectByName(work, 'collect-bootmgr', 'Windows/Boot/EFI/bootmgr.efi', managerNames);
  collectRevocations(work);
}

/** The same signed by Windows UEFI CA 2023, with its fonts, and the El Torito images for an ISO (C10). */
export function collectBootManager2023(work: ImageWork): void {
  if (work.role !== 'setup' || !work.options.ca2023) return;
  const boot = 'Windows/Boot';
  collectByName(work, 'collect-bootmgfw-2023', `${boot}/EFI_EX/bootmgfw_EX.efi`, loaderNames);
  collectByName(work, 'collect-bootmgr-2023', `${boot}/EFI_EX/bootmgr_EX.efi`, managerNames);
  for (const name of ['efisys', 'efisys_noprompt']) {
    work.add(`collect-${name.replace('_', '-')}-2023`, `Take ${name}_EX.bin, with which an ISO boots`,
      { action: 'collect-file', from: `${boot}/DVD_EX/EFI/en-US/${name}_EX.bin`, to: `${mediaBoot}/${name}_ex.bin`, adds: true });
  }
  work.add('collect-fonts-2023', 'Take the fonts of that boot manager',
    { action: 'collect-folder', from: `${boot}/Fonts_EX`, to: `${mediaBoot}/fonts`, without: '_EX' });
  collectRevocations(work);
}

/** Which files of the media have the names shows in the copy of the media. */
function collectByName(work: ImageWork, name: string, from: string, names: string[]): void {
  work.add(name, `Take ${from.slice(from.lastIndexOf('/') + 1)} for ${names.join(', ')} of the media`, { action: 'collect-by-name', from, names }, { after: ['media/copy'] });
}

/** boot.stl, the list of revoked boot managers: it must be that of the boot manager (0xc0430001 otherwise). */
function collectRevocations(work: ImageWork): void {
  work.add('collect-boot-stl', 'Take boot.stl, the boot manager\'s list of what is revoked',
    { action: 'collect-file', from: 'Windows/Boot/EFI/boot.stl', to: `${mediaBoot}/boot.stl`, optional: true, adds: true });
}

/** The files of a Setup Dynamic Update into the media's sources. */
export function addSetupUpdate(work: MediaWork): void {
  const { setupDynamic } = work.input.choice;
  if (setupDynamic === undefined) return;
  work.add('add-setup-update', `Unpack Setup Dynamic Update ${setupDynamic.kb ?? setupDynamic.file} into the media's sources`,
    { action: 'expand-update', update: setupDynamic.sha256, file: setupDynamic.file, to: 'sources' });
}

/** The founding process, step 9: newer files of one edition's System32, before .NET Framework 3.5 comes (C8). */
export function collectNewerSources(work: ImageWork): void {
  if (!work.input.generation.copyNewerSources || work.image !== newestEdition(work)) return;
  work.add('collect-sources', 'Take matching newer files of System32 for the media\'s sources',
    { action: 'collect-newer', from: 'Windows/System32', to: 'sources' }, { after: [work.steps.last('media')] });
}

/** Highest build, then lowest index. */
function newestEdition({ input }: ImageWork): unknown {
  const build = ({ version, ubr }: (typeof input.images)[number]): number => (version?.build ?? 0) * 1e6 + (ubr ?? version?.spBuild ?? 0);
  return input.images.reduce((best, image) => (build(image) > build(best) ? image : best));
}

/** What images offer goes into the media when all are done; the Setup image's files last, in one direction. */
export function applyFiles(work: MediaWork): void {
  const ofTarget = new Set(work.steps.steps.filter((step) => step.do.action.startsWith('collect-')).map((step) => step.target));
  const ends = [...new Set(work.steps.steps.map((step) => step.target))].filter((target) => target !== 'media' && !target.startsWith('winre'));
  work.add('apply-files', 'Put what the images offer into the media',
    { action: 'apply-files', targets: [...ofTarget] }, { after: ends.map((target) => work.steps.last(target)) });
}

/** The media as it is, for the output. */
export function copyMedia(work: MediaWork): void {
  const { media } = work.input;
  work.add('copy', 'Copy the media to the working folder', { action: 'copy-media', except: imageFilesOf(media) });
}
