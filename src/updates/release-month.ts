import type { UpdateContents, PackageCabinet } from './update-contents.js';

/**
 * The month an update belongs to, `YYYY-MM`. A title that begins with it ("2026-10 Cumulative Update …") is the vendor's
 * word; else it is when the content was made: the CompDB, the manifest, the properties file, at last the times of the files in the cabinet.
 */
export function releaseMonth(contents: UpdateContents, main: PackageCabinet): string | undefined {
  const titles = [main.top?.description, main.top?.displayName, contents.properties.get('product name')];
  for (const title of titles) {
    const named = /\b(20\d{2}-(?:0[1-9]|1[0-2]))\b(?!-)/u.exec(title ?? '')?.[1];
    if (named !== undefined) return named;
  }
  const database = contents.compDbs.find((db) => db.kind !== 'servicingStack');
  return monthIn(database?.createdDate) ?? monthIn(main.top?.timeStamp) ?? monthIn(contents.properties.get('build date'))
    ?? main.month ?? main.programs.flatMap((program) => program.month ?? []).sort().at(-1);
}

/** Of a time in ISO 8601, or of a date as pkgProperties has it: `2018/07/05` or, month first, `07/05/2018`. */
function monthIn(time: string | undefined): string | undefined {
  const iso = /^(20\d{2})[-/](\d{1,2})\b/u.exec(time ?? '');
  const american = /^(\d{1,2})\/\d{1,2}\/(20\d{2})/u.exec(time ?? '');
  const [year, month] = iso === null ? [american?.[2], american?.[1]] : [iso[1], iso[2]];
  const number = Number(month);
  return year !== undefined && number >= 1 && number <= 12 ? `${year}-${String(number).padStart(2, '0')}` : undefined;
}
