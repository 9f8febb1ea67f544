const win32Facility = 0x80070000;

/** An HRESULT in the one form used here: `0x` and eight lower-case digits. Takes signed and unsigned numbers. */
export function formatHresult(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(8, '0')}`;
}

/** True for codes with the severity bit, i.e. failures. */
export function isFailure(hresult: string): boolean {
  return Number.parseInt(hresult, 16) >= 0x80000000;
}

/** All HRESULTs with eight digits in a text, in order, in lower case. Reading the number works in every language. */
export function hresultsIn(text: string): string[] {
  return (text.match(/\b0x[0-9a-f]{8}\b/giu) ?? []).map((code) => code.toLowerCase());
}

/**
 * HRESULT of a dism.exe exit code: dism.exe ends with the HRESULT itself (-2146498554 = 0x800f0806) or with a plain
 * Win32 code (87).
 */
export function hresultOfExitCode(exitCode: number): string {
  const value = exitCode >>> 0;
  return formatHresult(value > 0 && value <= 0xffff && value !== 3010 && value !== 3011 ? win32Facility + value : value);
}
