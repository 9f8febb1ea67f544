import { sizeText } from '../../files/size-text.js';
import { rehearsedNotice } from '../../report/verdict.js';
import type { ImageJobResult, IsoJobResult } from '../../schema/output-jobs.js';
import { checksText } from './check-text.js';
import type { Style } from './style.js';
import { columns, wrap } from './text.js';

/** What a job has made, the checks on it, and where it is. */
export function outputText(result: IsoJobResult | ImageJobResult, style: Style, width: number): string {
  const facts = 'label' in result
    ? [['Label', result.label], ['Written by', `${result.writer.name} (${result.writer.executable})`]]
    : [['Form', `${result.form}, ${result.compression}`], ...result.images.map(({ index, name, sourceIndex }) => [`Image ${index}`, `${name} (${sourceIndex} in the source)`])];
  return [
    style.bold(style.green('Made and read back')),
    columns([['Source', result.source], ...facts].map(([name = '', value = '']) => [style.dim(name), value]), width),
    `\n${style.bold('Checks')}`, checksText(result.checks, style, width),
    `\n${style.bold('Where')}`, columns(result.files.map(({ path, size }) => [path, style.dim(sizeText(size))]), width),
    ...(result.rehearsed ? ['', style.yellow(wrap(`Rehearsed: ${rehearsedNotice}`, width))] : []),
  ].join('\n');
}
