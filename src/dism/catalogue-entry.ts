/** An entry as the data files write it. */
export interface CatalogueSource {
  /** HRESULT in lower case, e.g. `0x800f081e`; or another mark that Windows prints in every language. */
  code: string;
  symbol?: string;
  /** Windows' own English text, or what the code means where Windows has none. */
  message: string;
  cause?: string;
  advice?: string;
  retryable?: boolean;
  success?: boolean;
}

/** One code that servicing can end with, and what it means to somebody who has to go on. */
export interface CatalogueEntry extends CatalogueSource {
  cause: string;
  advice: string;
  /** The same call may succeed when it is simply made again, once, perhaps in a new session. */
  retryable: boolean;
  /** The code stands for success. */
  success: boolean;
}

/** Fills in what an entry leaves open. */
export function completeEntry(source: CatalogueSource): CatalogueEntry {
  return {
    ...source,
    cause: source.cause ?? 'Windows documents no cause.',
    advice: source.advice ?? 'Look for the first error in the DISM log of the step, and in Windows\\Logs\\CBS\\CBS.log.',
    retryable: source.retryable ?? false,
    success: source.success ?? false,
  };
}
