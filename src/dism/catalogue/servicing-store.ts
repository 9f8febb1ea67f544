import type { CatalogueSource } from '../catalogue-entry.js';

/** Component based servicing from 0x800f0840 on, and driver signatures. */
export const servicingStoreEntries: readonly CatalogueSource[] = [
  {
    code: '0x800f0840', symbol: 'CBS_E_SESSION_CORRUPT', retryable: true,
    message: 'The servicing session is damaged.',
    advice: 'Repeat the call in a new session.',
  },
  {
    code: '0x800f0841', symbol: 'CBS_E_SESSION_INTERRUPTED', retryable: true,
    message: 'The servicing session was interrupted.',
    advice: 'Repeat the call.',
  },
  {
    code: '0x800f0843', symbol: 'CBS_E_SESSION_READONLY',
    message: 'The image may only be read.',
    cause: 'It was mounted with ReadOnly.',
    advice: 'Mount it for writing.',
  },
  {
    code: '0x800f0846', symbol: 'CBS_E_NOT_SUPPORTED_ON_IMAGE_TYPE',
    message: 'This is not possible with an image of this type.',
  },
  {
    code: '0x800f0900', symbol: 'CBS_E_XML_PARSER_FAILURE',
    message: 'A manifest could not be parsed.',
    cause: 'A manifest or the list of pending operations in the image is damaged.',
    advice: 'Discard the mount and begin again from the source image.',
  },
  {
    code: '0x800f0902', symbol: 'CBS_E_BUSY', retryable: true,
    message: 'Component based servicing is busy.',
    cause: 'Another operation services the same image.',
    advice: 'Wait until it has ended, then try again.',
  },
  {
    code: '0x800f0904', symbol: 'CBS_E_MORE_THAN_ONE_ACTIVE_EDITION',
    message: 'The image has more than one edition.',
    cause: 'The packages that make up the edition are in disorder.',
    advice: 'Start from the original media.',
  },
  {
    code: '0x800f0905', symbol: 'CBS_E_NO_ACTIVE_EDITION',
    message: 'The image has no edition.',
    cause: 'The packages that make up the edition are missing.',
    advice: 'Start from the original media.',
  },
  {
    code: '0x800f0906', symbol: 'CBS_E_DOWNLOAD_FAILURE', retryable: true,
    message: 'The files could not be downloaded.',
    cause: 'There is no network, or the update server does not offer them.',
    advice: 'Give a source folder and forbid the download (LimitAccess).',
  },
  {
    code: '0x800f0907', symbol: 'CBS_E_GROUPPOLICY_DISALLOWED',
    message: 'A group policy forbids the download of the files.',
    cause: 'The policy for optional component installation is set.',
    advice: 'Give a source folder.',
  },
  {
    code: '0x800f090f', symbol: 'CBS_E_WINDOWS_UPDATE_SEARCH_FAILURE', retryable: true,
    message: 'The search on Windows Update failed.',
    advice: 'Give a source folder and forbid the download (LimitAccess).',
  },
  {
    code: '0x800f0912', symbol: 'CBS_E_ONDEMAND_LOCALSOURCE_NOT_FOUND',
    message: 'The source does not have the files of the feature on demand.',
    cause: 'The cabinet of the feature is missing from the source folder.',
    advice: 'Use the features-on-demand media of the same build.',
  },
  {
    code: '0x800f0915', symbol: 'CBS_E_REPAIR_CONTENT_MISSING',
    message: 'No source has the files that the repair needs.',
    cause: 'The source is of another build or incomplete.',
    advice: 'Give a source of the same build.',
  },
  {
    code: '0x800f0920', symbol: 'CBS_E_HANG_DETECTED', retryable: true,
    message: 'The operation was found to hang.',
    advice: 'Repeat it in a new session.',
  },
  {
    code: '0x800f0922', symbol: 'CBS_E_INSTALLERS_FAILED',
    message: 'An installer inside the package failed.',
    cause: 'Offline: an update that this one builds on is missing. Elsewhere: no room on the system partition, or a restart is due.',
    advice: 'Read CBS.log, add what is missing first, and begin again from the source image.',
  },
  {
    code: '0x800f0950', symbol: 'CBS_E_INVALID_WINDOWS_UPDATE_COUNT',
    message: 'There is no optional content for this build.',
    cause: 'The feature on demand is for another build.',
    advice: 'Use the features-on-demand media of the same build.',
  },
  {
    code: '0x800f0952',
    message: 'The source of the feature on demand is wrong.',
    cause: 'The source folder belongs to another build or language.',
    advice: 'Give the folder of media of the same build and language.',
  },
  {
    code: '0x800f0954', symbol: 'CBS_E_INVALID_WINDOWS_UPDATE_COUNT_WSUS',
    message: 'The update server has no optional content.',
    cause: 'The computer asks a WSUS server, which does not offer features.',
    advice: 'Give a source folder and forbid the download (LimitAccess).',
  },
  {
    code: '0x800f0955', symbol: 'CBS_E_INVALID_PACKAGE_REQUEST_ON_MULTILINGUAL_FOD',
    message: 'This package of a feature on demand cannot be added by itself.',
    cause: 'It is the language part of a feature.',
    advice: 'Add the capability by its name.',
  },
  {
    code: '0x800f0982', symbol: 'PSFX_E_MATCHING_COMPONENT_NOT_FOUND',
    message: 'Can\'t identify matching component for hydration.',
    cause: 'A component that the update changes is not there in the expected version: a language or feature was added after the cumulative update, or the image has another baseline.',
    advice: 'Add languages and features first and the cumulative update last.',
  },
  {
    code: '0x800f0983', symbol: 'PSFX_E_MATCHING_COMPONENT_DIRECTORY_MISSING',
    message: 'The folder of a component that the update changes is missing.',
    cause: 'The component store was cleaned too far.',
    advice: 'Start from the original media and do not reset the base of install images.',
  },
  {
    code: '0x800f0984', symbol: 'PSFX_E_MATCHING_BINARY_MISSING',
    message: 'Matching component directory exist but binary missing.',
    cause: 'The component store was cleaned too far after a cumulative update.',
    advice: 'Start from the original media and leave WinSxS alone.',
  },
  {
    code: '0x800f0985', symbol: 'PSFX_E_APPLY_REVERSE_DELTA_FAILED',
    message: 'The previous version of a file could not be rebuilt.',
    cause: 'The file in the image that the delta goes back from is damaged.',
    advice: 'Start from the original media.',
  },
  {
    code: '0x800f0986', symbol: 'PSFX_E_APPLY_FORWARD_DELTA_FAILED',
    message: 'Applying forward delta failed.',
    cause: 'The file in the image that the delta builds on is damaged or of another version.',
    advice: 'Start from the original media.',
  },
  {
    code: '0x800f0988', symbol: 'PSFX_E_INVALID_DELTA_COMBINATION',
    message: 'The deltas of the update do not fit the image.',
    cause: 'The image has another baseline, was cleaned too far, or its servicing was interrupted.',
    advice: 'Start from the original media; clean the component store before the update.',
  },
  {
    code: '0x800f0989', symbol: 'PSFX_E_REVERSE_DELTA_MISSING',
    message: 'The delta that leads back to the base version is missing.',
    cause: 'The component store was cleaned too far.',
    advice: 'Start from the original media.',
  },
  {
    code: '0x800f0991', symbol: 'PSFX_E_MISSING_PAYLOAD_FILE',
    message: 'A payload file of the package is missing.',
    cause: 'The .psf file does not lie beside its package, or the update is incomplete.',
    advice: 'Download the complete .msu again.',
  },
  {
    code: '0x800f0998',
    message: 'The image may need a servicing stack update first.',
    cause: 'Reported by users; Windows documents no cause.',
    advice: 'Add the latest servicing stack update before this package.',
  },
  {
    code: '0x800f0242', symbol: 'SPAPI_E_AUTHENTICODE_TRUST_NOT_ESTABLISHED',
    message: 'The publisher of a signed catalog is not trusted.',
    cause: 'The driver catalog is signed by somebody whom the image does not trust.',
    advice: 'Use a signed driver, or allow unsigned ones.',
  },
  {
    code: '0x800f022f', symbol: 'SPAPI_E_NO_CATALOG_FOR_OEM_INF',
    message: 'The third-party INF does not contain digital signature information.',
    cause: 'The driver is not signed.',
    advice: 'Use a signed driver, or allow unsigned ones.',
  },
];
