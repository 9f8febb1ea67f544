import { updateKindNames } from '../../schema/update.js';
import { formatBuild } from '../../schema/common.js';
import type { UpdateInfo, UpdateScan } from '../../schema/update.js';
import { countOf, formatBytes } from '../../report/format.js';
import type { Style } from './style.js';
import { columns } from './text.js';

const digestTexts: Readonly<Record<UpdateInfo['nameDigest'], string>> = {
  ok: 'the SHA-1 in the file name is right',
  mismatch: 'the SHA-1 in the file name does not fit the content: damaged or renamed',
  none: 'no SHA-1 in the file name',
};

function updateRows(update: UpdateInfo, style: Style): string[][] {
  const facts: [string, string | undefined][] = [
    ['Kind', updateKindNames[update.kind]],
    ['Identity', update.identity === '' ? undefined : update.identity],
    ['For', `${update.targetBuild === undefined ? 'any build' : `build ${update.targetBuild}`}, ${update.architecture}`],
    ['Brings', update.resultBuild === undefined ? update.servicingStackVersion : formatBuild(update.resultBuild)],
    ['Needs', update.minimumServicingStack === undefined ? undefined : `servicing stack ${update.minimumServicingStack} or later`],
    ['SHA-256', update.sha256],
    ['File', `${formatBytes(update.size)}, ${update.format}; ${digestTexts[update.nameDigest]}`],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [[style.dim(name), value]]));
}

/** Update files for people. */
export function updatesText(scan: UpdateScan, style: Style, width: number): string {
  const blocks = scan.updates.map((update) =>
    `${style.bold(update.kb === undefined ? update.file : `${update.kb}  ${update.file}`)}\n${columns(updateRows(update, style), width)}`);
  const ignored = scan.ignored.length === 0 ? [] : [
    `${style.bold('Not updates')}\n${columns(scan.ignored.map((file) => [file.path, file.reason]), width)}`,
  ];
  return [...blocks, ...ignored, countOf(scan.updates.length, 'update')].join('\n\n');
}
