import { errorCodes } from '../schema/errors.js';
import type { ErrorCode } from '../schema/errors.js';
import { catalogueGroups } from './catalogue.js';
import type { CatalogueEntry } from './catalogue-entry.js';

const meanings: Readonly<Record<ErrorCode, string>> = {
  'internal': 'A bug in offline-servicing. Please report it with the log of the run.',
  'usage': 'An option or a value is wrong; the message names it.',
  'media-not-found': 'There is no Windows installation media at the path.',
  'media-invalid': 'The media is incomplete or damaged.',
  'media-unsupported': 'The media is of a kind that cannot be serviced.',
  'wim-invalid': 'A WIM file is damaged or of an unknown form.',
  'update-invalid': 'An update file is damaged, cut off or no update; the message names file and member.',
  'update-not-applicable': 'An update does not fit any image of the media.',
  'update-missing': 'A file that was named, or an update that another one needs, is not there.',
  'input-invalid': 'Drivers, files, registry settings or sources that were named are missing, empty, of the wrong kind, wrong, or changed meanwhile.',
  'output-exists': 'The output folder exists already; nothing is ever overwritten.',
  'disk-space': 'There is not enough room for the workspace or the output.',
  'permission': 'Rights are missing: elevation on Windows, or access to a folder.',
  'rehearsed-input': 'The media was made by a rehearsal, and the native backend refuses it.',
  'preflight': 'Something else that is needed was not there before the start.',
  'servicing': 'DISM or a step failed. The source media are untouched, the mount was discarded.',
  'proof': 'A step ended well by its own account, but the image does not show its result.',
  'verification': 'The finished media did not pass its checks and was not published.',
  'busy': 'Another run uses the workspace or the output.',
  'backend': 'The Dism module or dism.exe is not available.',
  'powershell': 'PowerShell is not available or cannot be used.',
  'session': 'A PowerShell session was lost or answered in an unknown way.',
  'cleanup': 'A mount or folder could not be removed; the message says how to do it by hand.',
  'cancelled': 'The run was interrupted.',
};

/** The page docs/errors.md: error codes with their exit codes, and the catalogue of HRESULTs. Markdown. */
export function renderErrorPage(): string {
  return [
    '# Errors',
    '',
    'Generated from `src/schema/errors.ts` and the catalogue in `src/dism`. `offline-servicing explain CODE` prints one entry.',
    '',
    '## Codes of offline-servicing',
    '',
    'Every error has one of these codes (`code` in `--json`, events and `result.json`). Exit code 0 means done and verified.',
    '',
    '| code | exit code | meaning |',
    '|---|---|---|',
    ...Object.entries(errorCodes).map(([code, exit]) => `| \`${code}\` | ${exit} | ${meanings[code as ErrorCode]} |`),
    '',
    '## HRESULTs of servicing',
    '',
    'For an .msu the exception of a cmdlet often hides the code that only its warning tells; the warning is read first.',
    'Codes are compared, never texts, because texts are localised. *(again)* marks calls that are worth one more attempt.',
    ...catalogueGroups.flatMap((group) => [
      '',
      `### ${group.title}`,
      '',
      '| code | meaning | cause | what to do |',
      '|---|---|---|---|',
      ...group.entries.map(renderRow),
    ]),
    '',
  ].join('\n');
}

function renderRow(entry: CatalogueEntry): string {
  const symbol = entry.symbol === undefined ? '' : ` ${entry.symbol}`;
  const mark = entry.success ? ' (success)' : entry.retryable ? ' (again)' : '';
  const cells = [`\`${entry.code}\`${symbol}${mark}`, entry.message, entry.cause, entry.advice];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
