import type { CatalogueSource } from '../catalogue-entry.js';

/** COM, trust, Windows Update and NT codes. */
export const otherEntries: readonly CatalogueSource[] = [
  {
    code: '0x80004001', symbol: 'E_NOTIMPL',
    message: 'Not implemented.',
    cause: 'The DISM or the servicing stack in use is too old for the package.',
    advice: 'Add the latest servicing stack update first, or use the DISM of a newer Windows or ADK.',
  },
  {
    code: '0x80004005', symbol: 'E_FAIL',
    message: 'Unspecified error.',
  },
  {
    code: '0x80040154', symbol: 'REGDB_E_CLASSNOTREG',
    message: 'Class not registered.',
    cause: 'PowerShell 7 comes from the Microsoft Store, where its package identity cuts it off from DISM.',
    advice: 'Use Windows PowerShell 5.1, or PowerShell 7 from its MSI or ZIP.',
  },
  {
    code: '0x80092003', symbol: 'CRYPT_E_FILE_ERROR',
    message: 'An error occurred while reading or writing to a file.',
    cause: 'A catalog is damaged or not signed.',
    advice: 'Download the package again.',
  },
  {
    code: '0x800b0100', symbol: 'TRUST_E_NOSIGNATURE',
    message: 'No signature was present in the subject.',
    cause: 'The catalog of the package is missing.',
    advice: 'Download the package again.',
  },
  {
    code: '0x800b0101', symbol: 'CERT_E_EXPIRED',
    message: 'A required certificate is not within its validity period.',
    cause: 'The clock of the computer is wrong, or the certificate has expired.',
    advice: 'Set the clock, or use a newer package.',
  },
  {
    code: '0x800b0109', symbol: 'CERT_E_UNTRUSTEDROOT',
    message: 'A certificate chain processed, but terminated in a root certificate which is not trusted by the trust provider.',
    cause: 'The package or driver is signed by an unknown authority.',
    advice: 'Use a package signed by the vendor.',
  },
  {
    code: '0x80240017', symbol: 'WU_E_NOT_APPLICABLE',
    message: 'Operation was not performed because there are no applicable updates.',
    cause: 'The update does not fit the running Windows; it was offered to wusa instead of an image.',
    advice: 'Add it to the offline image.',
  },
  {
    code: '0x8024002e', symbol: 'WU_E_WU_DISABLED',
    message: 'Access to an unmanaged server is not allowed.',
    cause: 'A policy forbids Windows Update.',
    advice: 'Give a source folder and forbid the download (LimitAccess).',
  },
  {
    code: '0x80240438', symbol: 'WU_E_PT_ENDPOINT_UNREACHABLE', retryable: true,
    message: 'The update service cannot be reached.',
    cause: 'There is no way to the service over the network.',
    advice: 'Give a source folder.',
  },
  {
    code: '0xc0430001',
    message: 'Secure Boot does not accept the boot files.',
    cause: 'The boot manager or boot.stl of the media is older than the revocations that the computer knows.',
    advice: 'Refresh the boot files of the media from the serviced boot image.',
  },
  {
    code: '0xd0000034', symbol: 'STATUS_OBJECT_NAME_NOT_FOUND',
    message: 'A file or registry hive of the image is missing.',
    cause: 'The image is incomplete.',
    advice: 'Start from the original media.',
  },
];
