import { completeEntry } from './catalogue-entry.js';
import type { CatalogueEntry } from './catalogue-entry.js';

/** Facilities of the codes that servicing meets (bits 16 to 28 of an HRESULT), by what issues them. */
const facilities: Readonly<Record<number, string>> = {
  0x000: 'COM', 0x004: 'an interface of its own', 0x007: 'Windows itself (Win32)', 0x009: 'security', 0x00b: 'certificates and trust',
  0x00f: 'setup and component based servicing', 0x024: 'Windows Update', 0x019: 'the Windows Installer', 0x142: 'WIM files and mounts', 0x151: 'the DISM API',
};

/** What the number of a code tells when the catalogue does not know it: who issued it, and where to look. */
export function unknownEntry(hresult: string): CatalogueEntry {
  const value = Number.parseInt(hresult, 16);
  const facility = (value >>> 16) & 0x1fff;
  const code = value & 0xffff;
  const issuer = facilities[facility];
  const win32 = facility === 7;
  return completeEntry({
    code: hresult,
    message: win32 ? `Win32 error ${code}.` : `Code ${code} of facility ${facility}.`,
    cause: `The catalogue does not know this code.${issuer === undefined ? '' : ` Its number says that it comes from ${issuer}.`}`,
    advice: `${win32 ? `On Windows "net helpmsg ${code}" prints its message. ` : ''}Look for the code in the DISM log of the step; for packages also in Windows\\Logs\\CBS\\CBS.log of the computer that serviced. The first error above it is the cause.`,
  });
}
