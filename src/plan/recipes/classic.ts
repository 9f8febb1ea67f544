import { addDrivers, addFeatures, addLastEdits } from '../edits/image-edits.js';
import { addLangIni, addLanguages } from '../languages/image-languages.js';
import type { Recipe } from './recipe.js';
import { row } from './recipe.js';
import { cleanUp } from './tasks/cleanup.js';
import { beforeCumulative, content } from './tasks/content.js';
import { addCumulative, addCumulativeToWinre, reapplyCumulative } from './tasks/cumulative.js';
import { assembleInstall, exportWinre, mountWinre, openImage, putWinre, saveImage, takeWinre } from './tasks/images.js';
import { enableNetfx3WhereOn } from './tasks/netfx3.js';
import { addDotNet, addEnablement, addFlash, addSafeOs, removeFlash } from './tasks/other-updates.js';
import { addServicingStack } from './tasks/servicing-stack.js';
import { addSetupUpdate, applyFiles, collectBootManager2023, collectNewerSources, collectSetup, copyMedia } from './tasks/setup-files.js';

const step = (number: string): string => `Founding process, step ${number}`;

/**
 * Windows 10 to 1909, Server 2016 and 2019, and Windows 10 2004 to 22H2 with a servicing stack of its own: the founding
 * process of 2018 in its twelve steps, whose numbers these are. What came later has the number of the step that it
 * belongs to. Rules with letters are explained in docs/recipes.md.
 */
export const classic: Recipe = {
  name: 'classic',
  version: 3,
  prepare: [
    row('1', step('1'), 'Everything is done on a copy, so that the original stays what it is.', copyMedia),
    row('1', 'C8', 'Files of System32 are compared with what the Setup update brought, not with what it replaces.', addSetupUpdate),
  ],
  winre: [
    row('3', step('3'), 'WinRE is an image of its own inside the install image.', mountWinre),
    row('3', 'B5', 'Drivers before updates, which may bring newer ones.', content(addDrivers)),
    row('3.1', step('3.1; R1'), 'A cumulative update without its servicing stack can report success and change nothing.', addServicingStack),
    row('3.1', 'R2', 'Languages before the updates that serve them.', beforeCumulative(addLanguages)),
    row('3.2', 'W1', 'What the Safe OS update brings for WinRE.', addSafeOs),
    row('3.2', `${step('3.2')}, option winreCumulative`, 'WinRE gets the same cumulative update as the images that it repairs.', addCumulativeToWinre),
    row('3.3', step('3.3; R3'), 'What was superseded goes, so that WinRE fits its partition.', cleanUp),
    row('3.4', step('3.4'), 'WinRE is finished.', saveImage),
    row('4', step('4; R4'), 'An export leaves behind what servicing has left in the file.', exportWinre),
  ],
  install: [
    row('2', step('2'), 'Each edition is serviced in a file of its own.', openImage),
    row('2.1', step('2.1; C11'), 'Each distinct WinRE is serviced once, out of the first edition that holds it.', takeWinre),
    row('2', 'B5', 'Drivers before updates, which may bring newer ones.', content(addDrivers)),
    row('6', step('6; R1'), 'A cumulative update without its servicing stack can report success and change nothing.', addServicingStack),
    row('6', 'R2', 'Languages, then features, before the cumulative update that serves them.', beforeCumulative(addLanguages, addFeatures)),
    row('7', 'F1', 'Adobe Flash goes before the cumulative update comes.', removeFlash),
    row('7', step('7; R2'), 'After languages and features, which it updates too.', addCumulative),
    row('7', 'G4', 'The enablement package builds on the cumulative update.', addEnablement),
    row('7', step('7'), 'Adobe Flash has an update of its own.', addFlash),
    row('8', step('8; R3'), 'Before .NET Framework 3.5, whose pending work would not let the store be cleaned.', cleanUp),
    row('9', step('9; C8'), 'Setup\'s files on the media are to be those of the serviced system, before .NET Framework 3.5 changes it.', collectNewerSources),
    row('10', step('10'), 'After the cleanup, because it leaves pending work.', enableNetfx3WhereOn),
    row('10', 'I2', 'After .NET Framework 3.5, whose files it updates too.', addDotNet),
    row('10', step('10; I2'), 'The cumulative update has files for .NET Framework 3.5, which the image lacked before.', reapplyCumulative),
    row('10', 'L1', 'An update would bring back what is removed and overwrite what is laid over it.', content(addLastEdits)),
    row('5', step('5'), 'The same winre.wim in all editions keeps install.wim small; it must be there before the edition is saved.', putWinre),
    row('11', step('11'), 'The edition is finished.', saveImage),
    row('11', step('11; R4'), 'An export shrinks it, into its old place and under its old name.', assembleInstall),
  ],
  boot: [
    row('12', step('12'), 'Each boot image is serviced in a file of its own.', openImage),
    row('12', 'B5', 'Drivers before updates, which may bring newer ones.', content(addDrivers)),
    row('12.1', step('12.1; R1'), 'A cumulative update without its servicing stack can report success and change nothing.', addServicingStack),
    row('12.1', 'R2', 'Languages before the updates that serve them.', beforeCumulative(addLanguages)),
    row('12.1', 'C12', 'Setup offers the languages that lang.ini names.', content(addLangIni)),
    row('12.2', step('12.2'), 'Setup and WinPE run the code of the system that they install.', addCumulative),
    row('12.3', step('12.3; R3'), 'What was superseded goes.', cleanUp),
    row('12', step('12; R5, C9'), 'Setup fails where the programs of the media and of the booted image differ.', collectSetup),
    row('12', 'C10, option ca2023', 'Firmware that has revoked the CA of 2011 starts only what CA 2023 has signed.', collectBootManager2023),
    row('12', step('12; R8'), 'The boot image is finished.', saveImage),
  ],
  finish: [
    row('9', step('9 and 12; C9'), 'setup.exe goes last and in one direction, so that media and Setup image agree.', applyFiles),
  ],
};
