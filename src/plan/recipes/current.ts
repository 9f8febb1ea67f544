import { addDrivers, addFeatures, addLastEdits } from '../edits/image-edits.js';
import {
  addFontSupport, addLangIni, addLanguageFeatures, addLanguagePacks, addLocalizedComponents, addTextToSpeech,
} from '../languages/image-languages.js';
import type { Recipe } from './recipe.js';
import { row } from './recipe.js';
import { cleanUp } from './tasks/cleanup.js';
import { beforeCumulative, content } from './tasks/content.js';
import { addCumulative, addCumulativeToWinreIfAsked, reapplyCumulative } from './tasks/cumulative.js';
import { assembleInstall, exportWinre, mountWinre, openImage, putWinre, saveImage, takeWinre } from './tasks/images.js';
import { enableNetfx3 } from './tasks/netfx3.js';
import { addDotNet, addEnablement, addFlash, addSafeOs, removeFlash } from './tasks/other-updates.js';
import { addServicingStack } from './tasks/servicing-stack.js';
import { addSetupUpdate, applyFiles, collectBootManager, collectBootManager2023, collectSetup, copyMedia } from './tasks/setup-files.js';

const table = (rows: string): string => `Vendor's table, row ${rows}`;

/**
 * Windows 10 2004 and later, Windows 11, Server 2022 and later: the order of Microsoft's page "Update Windows installation
 * media with Dynamic Update" (revision 2025-06-25), whose numbers these are. Rules with letters are explained in
 * docs/recipes.md.
 */
export const current: Recipe = {
  name: 'current',
  version: 2,
  prepare: [
    row('1', 'O1', 'Everything is done on a copy, so that the original stays what it is.', copyMedia),
  ],
  winre: [
    row('1', 'W1', 'WinRE is an image of its own inside the install image.', mountWinre),
    row('1', table('1; W2, C4'), 'The servicing stack installs all that follows; in WinRE the cumulative part of the update may fail.', addServicingStack),
    row('1', 'B5', 'Drivers before updates, which may bring newer ones.', content(addDrivers)),
    row('2', table('2; R2'), 'The language pack first: what follows is for it.', beforeCumulative(addLanguagePacks)),
    row('3', table('3'), 'The texts of the optional components that WinRE has.', beforeCumulative(addLocalizedComponents)),
    row('4', table('4'), 'Fonts for languages that need their own.', beforeCumulative(addFontSupport)),
    row('5', table('5'), 'The voice of the language.', beforeCumulative(addTextToSpeech)),
    row('6', table('6; W1'), 'WinRE gets its own update, which keeps it small; the cumulative update does not apply to it.', addSafeOs),
    row('6', 'W2, option winreCumulative', 'The cumulative update in WinRE, because the request asks for it.', addCumulativeToWinreIfAsked),
    row('7', table('7; R3'), 'What was superseded goes, so that WinRE fits its partition.', cleanUp),
    row('8', table('8'), 'WinRE is finished.', saveImage),
    row('8', table('8; R4'), 'An export leaves behind what servicing has left in the file.', exportWinre),
  ],
  install: [
    row('9', 'G3', 'Each edition is serviced in a file of its own.', openImage),
    row('1', table('1; C11'), 'Each distinct WinRE is serviced once, out of the first edition that holds it.', takeWinre),
    row('9', 'B5', 'Drivers before updates, which may bring newer ones.', content(addDrivers)),
    row('9', table('9; R1'), 'The servicing stack installs all that follows.', addServicingStack),
    row('10', table('10; R2'), 'Languages come before features, which have languages too.', beforeCumulative(addLanguagePacks)),
    row('11', table('11; R2'), 'Language features, before the cumulative update that serves them.', beforeCumulative(addLanguageFeatures)),
    row('11-12', table('11 and 12; R2'), 'Features on demand and optional features, before the cumulative update that serves them.', beforeCumulative(addFeatures)),
    row('12', 'F1', 'Adobe Flash goes before the cumulative update comes.', removeFlash),
    row('13', table('13; R2, C1'), 'Last of what changes files, after languages and features, which it updates too.', addCumulative),
    row('13', 'G4', 'The enablement package builds on the cumulative update.', addEnablement),
    row('13', 'F2', 'Adobe Flash has an update of its own.', addFlash),
    row('14', table('14; R3'), 'Before .NET Framework 3.5, whose pending work would not let the store be cleaned.', cleanUp),
    row('15', table('15; R3'), 'After the cleanup, because it leaves pending work.', enableNetfx3),
    row('15', table('15; I2'), 'After .NET Framework 3.5, whose files it updates too.', addDotNet),
    row('15', 'I2, option reapply', 'The cumulative update has files for .NET Framework 3.5, which the image lacked before.', reapplyCumulative),
    row('16', 'L1', 'An update would bring back what is removed and overwrite what is laid over it.', content(addLastEdits)),
    row('8', table('8; W1'), 'The same winre.wim in all editions keeps install.wim small; it must be there before the edition is saved.', putWinre),
    row('16', table('16'), 'The edition is finished.', saveImage),
    row('16', table('16; R4'), 'An export shrinks it, into its old place and under its old name.', assembleInstall),
  ],
  boot: [
    row('17', 'G3', 'Each boot image is serviced in a file of its own.', openImage),
    row('17', 'B5', 'Drivers before updates, which may bring newer ones.', content(addDrivers)),
    row('17', table('17; B1, C4'), 'The servicing stack installs all that follows; the cumulative part of the update may fail here, and only here.', addServicingStack),
    row('18', table('18; R2'), 'The language pack first: what follows is for it.', beforeCumulative(addLanguagePacks)),
    row('19', table('19'), 'The texts of the optional components that the image has.', beforeCumulative(addLocalizedComponents)),
    row('20', table('20'), 'Fonts for languages that need their own.', beforeCumulative(addFontSupport)),
    row('21', table('21'), 'The voice of the language.', beforeCumulative(addTextToSpeech)),
    row('22', table('22; C12'), 'Setup offers the languages that lang.ini names.', content(addLangIni)),
    row('23', table('23; B1'), 'The cumulative update itself: here no failure is tolerated.', addCumulative),
    row('24', table('24; R3'), 'What was superseded goes.', cleanUp),
    row('27', table('27; R5, C9'), 'Setup fails where the programs of the media and of the booted image differ.', collectSetup),
    row('28', table('28; M3, M4'), 'The media must start with a boot manager that is not revoked.', collectBootManager),
    row('28', 'C10, option ca2023', 'Firmware that has revoked the CA of 2011 starts only what CA 2023 has signed.', collectBootManager2023),
    row('25', table('25'), 'The boot image is finished.', saveImage),
  ],
  finish: [
    row('26', table('26; M1'), 'Setup\'s own files, as new as the images.', addSetupUpdate),
    row('27-28', table('27 and 28; M2'), 'After the Setup update, whose setup.exe must not stay: that of the Setup image counts.', applyFiles),
  ],
};
