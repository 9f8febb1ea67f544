import type { CatalogueSource } from '../catalogue-entry.js';

/** DISM API (facility 0xc004) and the codes that mean success. */
export const dismApiEntries: readonly CatalogueSource[] = [
  {
    code: '0x00000000', symbol: 'S_OK', success: true,
    message: 'The operation completed successfully.',
    cause: 'The call did what it was asked to do.',
    advice: 'Nothing to do.',
  },
  {
    code: '0x00000001', symbol: 'DISMAPI_S_RELOAD_IMAGE_SESSION_REQUIRED', retryable: true, success: true,
    message: 'The image session has to be opened anew.',
    cause: 'A servicing stack update replaced the stack that the session was using.',
    advice: 'Nothing to do: the next cmdlet opens a session with the new stack.',
  },
  {
    code: '0x00000bc2', symbol: 'ERROR_SUCCESS_REBOOT_REQUIRED', success: true,
    message: 'The requested operation is successful. Changes will not be effective until the system is rebooted.',
    cause: 'The work is done and takes full effect at the next start of Windows.',
    advice: 'Nothing to do for an offline image.',
  },
  {
    code: '0x00000bc3', symbol: 'ERROR_SUCCESS_RESTART_REQUIRED', success: true,
    message: 'The requested operation is successful. Changes will not be effective until the service is restarted.',
    cause: 'The work is done and takes full effect when the service is started again.',
    advice: 'Nothing to do for an offline image.',
  },
  {
    code: '0x000f0801', symbol: 'CBS_S_BUSY', retryable: true,
    message: 'The servicing operation has not finished yet.',
    cause: 'Component based servicing is still busy with the request.',
    advice: 'Wait for it to finish.',
  },
  {
    code: '0x000f0803', symbol: 'CBS_S_STACK_SHUTDOWN_REQUIRED', retryable: true,
    message: 'The servicing stack was replaced, so the operation stopped early.',
    cause: 'The package brought a new servicing stack that the running session cannot use.',
    advice: 'Add the same package once more in a new session.',
  },
  {
    code: '0xc0040001', symbol: 'DISMAPI_E_DISMAPI_NOT_INITIALIZED',
    message: 'The DISM API was used before it was initialised.',
    cause: 'Calls reached the API in the wrong order, which only happens when its host process is in disorder.',
    advice: 'Start a new PowerShell session.',
  },
  {
    code: '0xc0040002', symbol: 'DISMAPI_E_SHUTDOWN_IN_PROGRESS', retryable: true,
    message: 'The DISM API is being shut down.',
    cause: 'The host process is ending.',
    advice: 'Start a new PowerShell session and repeat the call.',
  },
  {
    code: '0xc0040003', symbol: 'DISMAPI_E_OPEN_SESSION_HANDLES',
    message: 'There are DISM sessions that nobody closed.',
    cause: 'An earlier call left its image session open.',
    advice: 'Start a new PowerShell session, which closes the old ones.',
  },
  {
    code: '0xc0040004', symbol: 'DISMAPI_E_INVALID_DISM_SESSION', retryable: true,
    message: 'The DISM session is no longer valid.',
    cause: 'The image was unmounted, or its session closed, while it was in use.',
    advice: 'Check that the image is still mounted, then repeat the call.',
  },
  {
    code: '0xc0040005', symbol: 'DISMAPI_E_INVALID_IMAGE_INDEX',
    message: 'The WIM has no image with this index.',
    cause: 'The index is higher than the number of images, or 0.',
    advice: 'List the images of the file and choose one of their indexes.',
  },
  {
    code: '0xc0040006', symbol: 'DISMAPI_E_INVALID_IMAGE_NAME',
    message: 'The WIM has no image with this name, or several.',
    cause: 'The name is misspelt or not unique.',
    advice: 'Name the image by its index.',
  },
  {
    code: '0xc0040007', symbol: 'DISMAPI_E_UNABLE_TO_UNMOUNT_IMAGE_PATH', retryable: true,
    message: 'The image at this path could not be unmounted.',
    cause: 'The path is no mount folder of an image, or something still uses it.',
    advice: 'Try again after a few seconds; if it stays, discard the mount.',
  },
  {
    code: '0xc0040009', symbol: 'DISMAPI_E_LOGGING_DISABLED',
    message: 'The log file could not be opened, so logging was off.',
    cause: 'The folder of the log file does not exist or cannot be written to.',
    advice: 'Choose a folder for logs that exists and is writable.',
  },
  {
    code: '0xc004000a', symbol: 'DISMAPI_E_OPEN_HANDLES_UNABLE_TO_UNMOUNT_IMAGE_PATH', retryable: true,
    message: 'The image cannot be unmounted while DISM sessions have it open.',
    cause: 'Another DISM session is using the mounted image.',
    advice: 'Wait until the other operation has ended, then try again.',
  },
  {
    code: '0xc004000b', symbol: 'DISMAPI_E_OPEN_HANDLES_UNABLE_TO_MOUNT_IMAGE_PATH', retryable: true,
    message: 'The image cannot be mounted while DISM sessions have the folder open.',
    cause: 'Another DISM session is using the mount folder.',
    advice: 'Wait until the other operation has ended, then try again.',
  },
  {
    code: '0xc004000c', symbol: 'DISMAPI_E_OPEN_HANDLES_UNABLE_TO_REMOUNT_IMAGE_PATH', retryable: true,
    message: 'The image cannot be remounted while DISM sessions have the folder open.',
    cause: 'Another DISM session is using the mount folder.',
    advice: 'Wait until the other operation has ended, then try again.',
  },
  {
    code: '0xc004000d', symbol: 'DISMAPI_E_PARENT_FEATURE_DISABLED',
    message: 'One or several parent features are disabled so current feature can not be enabled.',
    cause: 'A feature cannot be enabled before the features it belongs to.',
    advice: 'Enable it together with its parents (parameter All).',
  },
  {
    code: '0xc004000e', symbol: 'DISMAPI_E_MUST_SPECIFY_ONLINE_IMAGE',
    message: 'The path is the Windows that is running, not an offline image.',
    cause: 'The mount path points at the running system.',
    advice: 'Give the folder in which the image is mounted.',
  },
  {
    code: 'LinkId=293395',
    message: 'DISM on this computer is older than the image.',
    cause: 'The image needs a servicing stack provider that the DISM in use does not have.',
    advice: 'Use a newer Windows, or the DISM of a current ADK (option dismPath).',
  },
];
