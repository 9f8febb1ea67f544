import type { CatalogueSource } from '../catalogue-entry.js';

/** Component based servicing, 0x800f0800 to 0x800f0838. */
export const servicingEntries: readonly CatalogueSource[] = [
  {
    code: '0x800f0800', symbol: 'CBS_E_INTERNAL_ERROR',
    message: 'Component based servicing met an internal error.',
  },
  {
    code: '0x800f0804', symbol: 'CBS_E_OPEN_FAILED',
    message: 'The package could not be found or opened.',
    cause: 'The path is wrong, or the package cannot be read.',
    advice: 'Check the path and the SHA-256 of the package.',
  },
  {
    code: '0x800f0805', symbol: 'CBS_E_INVALID_PACKAGE',
    message: 'This is no valid package, or the image has no package of this name.',
    cause: 'The package file is of another kind or cut off; or the identity belongs to another build.',
    advice: 'Check the SHA-256 of the file, or list the packages of the image for the right identity.',
  },
  {
    code: '0x800f0806', symbol: 'CBS_E_PENDING',
    message: 'Pending operations stand in the way.',
    cause: 'The image waits for its first start to finish something: .NET 3.5 or another optional component was added before the clean-up, or the source image was serviced before.',
    advice: 'Clean up before adding features, and start from the original media.',
  },
  {
    code: '0x800f0807', symbol: 'CBS_E_NOT_INSTALLABLE',
    message: 'This package is not meant to be installed alone.',
    cause: 'It is a part of another package.',
    advice: 'Add the package that it belongs to.',
  },
  {
    code: '0x800f080a', symbol: 'CBS_E_REESTABLISH_SESSION', retryable: true,
    message: 'The servicing session was renewed and has to be opened again.',
    cause: 'The servicing stack changed during the session.',
    advice: 'Repeat the call once in a new session.',
  },
  {
    code: '0x800f080c', symbol: 'CBS_E_UNKNOWN_UPDATE',
    message: 'The image does not know this feature.',
    cause: 'The edition does not have the feature, or its name is misspelt.',
    advice: 'List the features of the image.',
  },
  {
    code: '0x800f080d', symbol: 'CBS_E_MANIFEST_INVALID_ITEM',
    message: 'The package manifest has an element or attribute that is not understood.',
    cause: 'The servicing stack is older than the package, or the component store is damaged.',
    advice: 'Add the latest servicing stack update first, or use the DISM of a newer Windows or ADK.',
  },
  {
    code: '0x800f0812', symbol: 'CBS_E_MANIFEST_VALIDATION_UPDATES_PARENT_MISSING',
    message: 'The package names a parent that it does not define.',
    cause: 'The manifest of the package is inconsistent.',
    advice: 'Download the package again.',
  },
  {
    code: '0x800f0813', symbol: 'CBS_E_INVALID_INSTALL_STATE',
    message: 'The package is in a state that does not allow this.',
  },
  {
    code: '0x800f0816', symbol: 'CBS_E_DPX_JOB_STATE_SAVED', retryable: true,
    message: 'Unpacking the package was interrupted, and its state saved.',
    cause: 'The expansion of the package stopped half-way.',
    advice: 'Repeat the call.',
  },
  {
    code: '0x800f0818', symbol: 'CBS_E_IDENTITY_MISMATCH',
    message: 'The package is not the one that its name says.',
    cause: 'The package is damaged, or files of several packages are mixed.',
    advice: 'Download the package again.',
  },
  {
    code: '0x800f081b', symbol: 'CBS_E_UNEXPECTED_PROCESSOR_ARCHITECTURE',
    message: 'The package is for another processor architecture.',
    cause: 'For example an x86 or ARM64 package and an x64 image.',
    advice: 'Use the update for the architecture of the image.',
  },
  {
    code: '0x800f081e', symbol: 'CBS_E_NOT_APPLICABLE',
    message: 'The specified package is not applicable to this image.',
    cause: 'The update is for another build, edition or architecture, is superseded by what the image has, lacks a prerequisite (servicing stack, checkpoint, parent package), or is a bundle that was renamed to .cab.',
    advice: 'Compare the build of the image with that of the update. If the image has something newer, leave the update out; give a bundle the extension .msu.',
  },
  {
    code: '0x800f081f', symbol: 'CBS_E_SOURCE_MISSING',
    message: 'The source files could not be found.',
    cause: 'The files of the feature are not in the image, and the source given does not have them for this build and language; or languages or features were added after a checkpoint update.',
    advice: 'Give the sources\\sxs folder of media of the same build, or every checkpoint update.',
  },
  {
    code: '0x800f0820', symbol: 'CBS_E_CANCEL',
    message: 'The operation was cancelled.',
    cause: 'Somebody cancelled it.',
    advice: 'Run it again when wanted.',
  },
  {
    code: '0x800f0821', symbol: 'CBS_E_ABORT', retryable: true,
    message: 'The operation was stopped by a watchdog.',
    cause: 'It took too long, mostly because of a slow or busy disk.',
    advice: 'Repeat it, with fewer things running at the same time.',
  },
  {
    code: '0x800f0822', symbol: 'CBS_E_ILLEGAL_COMPONENT_UPDATE',
    message: 'The package changes a component without declaring it.',
    cause: 'The manifest of the package is inconsistent.',
    advice: 'Download the package again.',
  },
  {
    code: '0x800f0823', symbol: 'CBS_E_NEW_SERVICING_STACK_REQUIRED', retryable: true,
    message: 'Package may have failed due to pending updates to servicing components in the image. Try the command again.',
    cause: 'The servicing stack of the image is older than the package asks for; or a combined update has just replaced it.',
    advice: 'Add the servicing stack update first, then the same package once more.',
  },
  {
    code: '0x800f0824', symbol: 'CBS_E_SOURCE_NOT_IN_LIST',
    message: 'The source of the package is not one that is allowed.',
  },
  {
    code: '0x800f0825', symbol: 'CBS_E_CANNOT_UNINSTALL',
    message: 'The package cannot be removed.',
    cause: 'It is permanent, or ResetBase made it so.',
    advice: 'Start from an image without the package.',
  },
  {
    code: '0x800f0826', symbol: 'CBS_E_PENDING_VICTIM',
    message: 'The package failed because another one in the same operation did.',
    cause: 'A package that this one depends on failed first.',
    advice: 'Look for the first failure in the logs.',
  },
  {
    code: '0x800f0827', symbol: 'CBS_E_STACK_SHUTDOWN_REQUIRED', retryable: true,
    message: 'The servicing stack was replaced, so the operation stopped.',
    cause: 'The package brought a new servicing stack that the running session cannot use.',
    advice: 'Add the same package once more in a new session.',
  },
  {
    code: '0x800f0828', symbol: 'CBS_E_INSUFFICIENT_DISK_SPACE',
    message: 'There is not enough room for the operation.',
    cause: 'The volume of the mount or of the scratch folder is full.',
    advice: 'Free some space, or use another volume for the workspace.',
  },
  {
    code: '0x800f082a', symbol: 'CBS_E_STACK_UPDATE_FAILED_REBOOT_REQUIRED',
    message: 'The servicing stack could not be replaced before a restart.',
    cause: 'The running Windows has to be restarted first.',
    advice: 'Restart the computer; for an offline image begin again from the source.',
  },
  {
    code: '0x800f082e', symbol: 'CBS_E_NOT_ALLOWED_OFFLINE',
    message: 'This package cannot be added to an offline image.',
    cause: 'It works on a running Windows only.',
    advice: 'Leave it to the first start of Windows.',
  },
  {
    code: '0x800f082f', symbol: 'CBS_E_EXCLUSIVE_WOULD_MERGE', retryable: true,
    message: 'The package has to be installed alone.',
    cause: 'It is exclusive, as a servicing stack update is, and something else is in the same session.',
    advice: 'Add it by itself, then the others.',
  },
  {
    code: '0x800f0830', symbol: 'CBS_E_IMAGE_UNSERVICEABLE',
    message: 'The image cannot be serviced.',
    cause: 'An earlier operation on this mount failed half-way.',
    advice: 'Discard the mount and begin again from the source image.',
  },
  {
    code: '0x800f0831', symbol: 'CBS_E_STORE_CORRUPTION',
    message: 'CBS store is corrupted.',
    cause: 'The manifest of an earlier update is missing from the image or damaged.',
    advice: 'Start from the original media, or repair the image from a source of the same build.',
  },
  {
    code: '0x800f0838', symbol: 'CBS_E_RESERVICING_REQUIRED_BASELINE',
    message: 'A checkpoint update is missing.',
    cause: 'From Windows 11 24H2 a cumulative update builds on earlier checkpoint updates. Not proven, concluded from the name of the code.',
    advice: 'Put the checkpoint updates into the folder of the cumulative update, or add them first in their order.',
  },
];
