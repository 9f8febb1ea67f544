import type { VNode } from 'preact';
import { formatBuild } from '../../schema/common.js';
import type { MediaInfo } from '../../schema/media.js';
import { SizeChart, SizeLegend } from '../charts/bar-chart.js';
import type { SizeRow } from '../charts/bar-chart.js';
import { formatGrowth } from '../charts/bar-chart.js';
import { formatBytes } from '../format.js';
import type { ImageFacts, ImageRow } from '../image-rows.js';
import { Change, Code, More, Section } from '../page/parts.js';
import { Table } from '../page/table.js';
import type { ReportedRun } from '../reported-run.js';
import { ContentsOfImages } from './image-contents.js';

const enabled = new Set(['Enabled', 'EnablePending']);

function featureCount(facts: ImageFacts | undefined): string | undefined {
  if (facts?.features === undefined) return undefined;
  return String(Object.values(facts.features).filter((state) => enabled.has(state)).length);
}

const safeOs = /^Package_for_SafeOSDU~.*~(\d+)\.(\d+)(?:\.\d+)*$/iu;

/** The newest Safe OS update by its packages, which leaves the build as it is; else the build. */
function winreLevel(target: string, facts: ImageFacts = {}): string | undefined {
  const { packages, build }: Pick<ImageFacts, 'packages' | 'build'> = target.startsWith('winre') ? facts : facts.winre ?? {};
  const [newest] = (packages ?? []).flatMap((name) => {
    const found = safeOs.exec(name);
    return found === null ? [] : [{ build: Number(found[1]), ubr: Number(found[2]) }];
  }).sort((a, b) => b.build - a.build || b.ubr - a.ubr);
  const level = newest ?? build;
  return level === undefined ? undefined : formatBuild(level);
}

/** Without what all of them begin with. */
function stack(facts: ImageFacts | undefined): string | undefined {
  return facts?.servicingStack?.replace(/^10\.0\./u, '');
}

function text(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function row({ target, title, before, after, facts }: ImageRow): VNode[] {
  const size = (bytes: number | undefined): string | undefined => (bytes === undefined ? undefined : formatBytes(bytes));
  const edition = facts.after?.editionId ?? facts.before?.editionId ?? facts.before?.flags;
  return [
    <>{title} <span class="sub"><Code>{target}</Code>{edition === undefined || edition === title ? null : ` ${edition}`}</span></>,
    <Change before={before} after={after} />,
    <Change before={stack(facts.before)} after={stack(facts.after)} />,
    <Change before={size(facts.before?.size)} after={size(facts.after?.size)} />,
    <Change before={text(facts.before?.packages?.length)} after={text(facts.after?.packages?.length)} />,
    <Change before={featureCount(facts.before)} after={featureCount(facts.after)} />,
    <Change before={winreLevel(target, facts.before)} after={winreLevel(target, facts.after)} />,
  ];
}

function fileRows({ before, after, output }: ReportedRun): SizeRow[] {
  const wim = (which: 'install' | 'boot'): SizeRow => {
    const [from, to] = [before[which].path, after?.[which].path];
    return { label: to === undefined || to === from ? from : `${from} \u2192 ${to}`, before: before[which].size, after: after?.[which].size };
  };
  return [
    wim('install'), wim('boot'), { label: 'the media as a whole', before: before.totalBytes, after: after?.totalBytes },
    ...(before.iso === undefined && output?.isoSize === undefined ? [] : [{ label: 'ISO file', before: before.iso?.size, after: output?.isoSize }]),
  ];
}

function isKnown({ before, after }: SizeRow): boolean {
  return before !== undefined || after !== undefined;
}

function withoutWinreSize(rows: readonly ImageRow[], media: MediaInfo): SizeRow[] {
  const winre = media.install.images.find((image) => image.winre !== undefined)?.winre?.path;
  return rows.map(({ target, title, facts }) => ({ label: winre !== undefined && target.startsWith('winre') ? `${title} (file)` : title, before: facts.before?.size, after: facts.after?.size })).filter(isKnown);
}

/** Images before and after, in numbers, as bars, and by what is in them. */
export function ImagesSection({ run, rows }: { run: ReportedRun; rows: readonly ImageRow[] }): VNode {
  const [files, images] = [fileRows(run), withoutWinreSize(rows, run.before)];
  return (
    <Section id="images" title="Images" lead={run.after === undefined ? 'As they were: no media was made that could be read again.' : 'Before, and as they were read from the finished media.'}>
      <Table caption="Images before and after" rows={rows.map(row)} columns={[
        { title: 'Image', heads: true }, { title: 'Build' }, { title: 'Servicing stack' }, { title: 'Unpacked', align: 'end' }, { title: 'Packages', align: 'end' },
        { title: 'Features on', align: 'end' }, { title: 'WinRE level' },
      ]} />
      <h3>Sizes</h3>
      <SizeLegend after={run.after !== undefined} />
      <SizeChart id="chart-files" title="Files on the disk" rows={files} />
      <SizeChart id="chart-images" title="Images, unpacked" rows={images} />
      <More summary="Sizes as numbers">
        <SizeTable caption="Files on the disk" rows={files} />
        <SizeTable caption="Images, unpacked" rows={images} />
      </More>
      <ContentsOfImages rows={rows} hasAfter={run.after !== undefined} />
    </Section>
  );
}

function SizeTable({ caption, rows }: { caption: string; rows: readonly SizeRow[] }): VNode {
  const bytes = (value: number | undefined): string => (value === undefined ? '\u2013' : value.toLocaleString('en-US'));
  return (
    <Table caption={caption} visibleCaption columns={[{ title: 'What', heads: true }, { title: 'Bytes before', align: 'end' }, { title: 'Bytes after', align: 'end' }, { title: 'Change', align: 'end' }]}
      rows={rows.map(({ label, before, after }) => [label, bytes(before), bytes(after), formatGrowth(before, after) || '\u2013'])} />
  );
}
