import type { ImageFileInfo, ImageInfo, MediaInfo, WimInfo } from '../../schema/media.js';
import { countOf, formatBytes } from '../../report/format.js';
import type { Style } from './style.js';
import { columns } from './text.js';

function imageBuild(image: ImageInfo): string {
  if (image.version === undefined) return 'unknown';
  return `${image.currentBuild ?? image.version.build}.${image.ubr ?? image.version.spBuild}`;
}

/** First what `--edition` may name beside the index and the image's name. */
function imageFacts(image: ImageInfo): string {
  const server = image.installationType?.startsWith('Server') === true;
  const facts = [
    ...new Set([image.flags, image.editionId]),
    server ? image.installationType : undefined,
    image.languages.join('/') || undefined,
    countOf(image.fileCount, 'file'),
    formatBytes(image.size),
    image.packages === undefined ? undefined : countOf(image.packages.length, 'package'),
    image.winre === undefined ? undefined : `WinRE ${formatBytes(image.winre.size)}`,
    image.rehearsed ? 'rehearsed' : undefined,
  ];
  return facts.filter((fact) => fact !== undefined).join(', ');
}

function wimText(wim: WimInfo, style: Style, width: number): string {
  const head = `${style.bold(wim.path)}: ${formatBytes(wim.size)}, ${wim.format === 'wim' ? '' : `${wim.format.toUpperCase()}, `}${wim.compression}`
    + `${wim.parts === undefined ? '' : `, ${countOf(wim.parts.length, 'part')}`}`
    + `${wim.bootIndex === 0 ? '' : `, boots index ${wim.bootIndex}`}`;
  const rows = wim.images.flatMap((image) => [
    [style.cyan(String(image.index)), imageBuild(image), image.name],
    ['', '', style.dim(imageFacts(image))],
  ]);
  return `${head}\n${columns(rows, width)}`;
}

const fileSystems: Readonly<Record<NonNullable<MediaInfo['iso']>['fileSystem'], string>> = { udf: 'UDF', joliet: 'ISO 9660 with Joliet', iso9660: 'ISO 9660' };

/** Installation media for people. */
export function mediaText(media: MediaInfo, style: Style, width: number): string {
  return [
    `${style.bold(media.path)}: Windows build ${media.build}, ${media.architecture}, ${countOf(media.fileCount, 'file')}, ${formatBytes(media.totalBytes)}`,
    ...(media.iso === undefined ? [] : [`ISO file: ${formatBytes(media.iso.size)}, ${fileSystems[media.iso.fileSystem]}, label ${media.iso.label || 'none'}`]),
    ...(media.rehearsed ? [style.yellow('Rehearsal media: not Windows.')] : []),
    `.NET Framework 3.5 source: ${media.netfx3Source ?? 'none'}`,
    '',
    wimText(media.install, style, width),
    '',
    wimText(media.boot, style, width),
  ].join('\n');
}

/** A file with images by itself, for people. */
export function imageFileText(file: ImageFileInfo, style: Style, width: number): string {
  return [
    `${style.bold(file.path)}: images alone, without the files that Setup starts from`,
    ...(file.rehearsed ? [style.yellow('Rehearsal images: not Windows.')] : []),
    '',
    wimText(file.install, style, width),
  ].join('\n');
}
