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
  const efi = 'Windows/Boot/EFI';
  work.add('collect-bootmgfw', 'Take bootmgfw.efi for the boot loaders of the media', { action: 'collect-by-name', from: `${efi}/bootmgfw.efi`, names: loaderNames });
  work.add('collect-bootmgr', 'Take bootmgr.efi for the media', { action: 'collect-by-name', from: `${efi}/bootmgr.efi`, names: managerNames });
  collectRevocations(work);
}

/** The same signed by Windows UEFI CA 2023, with its fonts, and the El Torito images for an ISO (C10). */
export function collectBootManager2023(work: ImageWork): void {
  if (work.role !== 'setup' || !work.options.ca2023) return;
  const boot = 'Windows/Boot';
  work.add('collect-bootmgfw-2023', 'Take bootmgfw.efi of CA 2023 for the boot loaders of the media',
    { action: 'collect-by-name', from: `${boot}/EFI_EX/bootmgfw_EX.efi`, names: loaderNames });
  work.add('collect-bootmgr-2023', 'Take bootmgr.efi of CA 2023 for the media',
    { action: 'collect-by-name', from: `${boot}/EFI_EX/bootmgr_EX.efi`, names: managerNames });
  for (const name of ['efisys', 'efisys_noprompt']) {
    work.add(`collect-${name.replace('_', '-')}-2023`, `Take ${name}_ex.bin of CA 2023, with which an ISO boots`,
      { action: 'collect-file', from: `${boot}/DVD_EX/EFI/en-US/${name}_EX.bin`, to: `${mediaBoot}/${name}_ex.bin`, adds: true });
  }
  work.add('collect-fonts-2023', 'Take the fonts of the CA 2023 boot manager',
    { action: 'collect-folder', from: `${boot}/Fonts_EX`, to: `${mediaBoot}/fonts`, without: '_EX' });
  collectRevocations(work);
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
