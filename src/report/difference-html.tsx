import { Fragment } from 'preact';
import type { ComponentChildren, VNode } from 'preact';
import type { ChangedFact, DifferenceSide, FilesDifference, ImageDifference, MediaDifference } from '../schema/difference.js';
import { SizeChart, SizeLegend } from './charts/bar-chart.js';
import type { DifferenceLine, DifferenceTopic } from './difference-lines.js';
import { differenceTopics, imageLabel, sizeTexts, valueTexts } from './difference-lines.js';
import { countOf, formatBytes } from './format.js';
import { targetsInWords } from './name-groups.js';
import { renderPage } from './page/page.js';
import { Change, Code, Facts, Mark, More, Section } from './page/parts.js';
import { Table } from './page/table.js';
import { formatTime } from './verdict.js';
import { withVisibleText } from './visible-text.js';

/** So many lines of a group are shown without asking. */
const shownLines = 25;

/** A comparison as one self-contained page. */
export function renderDifference(given: MediaDifference, options: { toolVersion: string; now: Date }): string {
  const difference = withVisibleText(given);
  const topics = differenceTopics(difference).map((topic, at) => ({ ...topic, id: `topic-${at + 1}` }));
  return renderPage({
    title: difference.same ? 'Two media without a difference' : 'What differs between two media', toolVersion: options.toolVersion,
    contents: [
      { id: 'images', title: 'Images' }, ...topics.map(({ id, title }) => ({ id, title })), ...(difference.files === undefined ? [] : [{ id: 'files', title: 'Files' }]),
    ],
    header: <Header difference={difference} />,
    children: (
      <Fragment>
        <Images difference={difference} />
        {topics.map((topic) => <Topic topic={topic} labels={difference.images.map(imageLabel)} />)}
        {difference.files === undefined ? null : <Files files={difference.files} />}
      </Fragment>
    ),
    footer: <p>Made by offline-servicing {options.toolVersion}, {formatTime(options.now.toISOString())}. This page loads nothing and runs no program.</p>,
  });
}

function Header({ difference }: { difference: MediaDifference }): VNode {
  const { a, b, facts, same } = difference;
  return (
    <div class={`verdict ${same ? 'good' : 'busy'}`}>
      <p class="eyebrow">offline-servicing <span class="quiet">comparison</span></p>
      <h1><span class="badge" aria-hidden="true">{same ? '=' : '\u2260'}</span> <span>{same ? 'No difference' : summaryOf(difference)}</span></h1>
      <Facts facts={[['A', <SideText side={a} />], ['B', <SideText side={b} />]]} />
      {facts.length === 0 ? null : <FactTable caption="The media as a whole" facts={facts} />}
    </div>
  );
}

function summaryOf({ images, files }: MediaDifference): string {
  const changed = images.filter(({ change }) => change !== 'same').length;
  const touched = files === undefined ? 0 : files.added.length + files.removed.length + files.changed.length;
  const parts = [changed === 0 ? 'All images are the same' : `${changed} of ${countOf(images.length, 'image')} differ`, ...(files === undefined ? [] : [touched === 0 ? 'no file does' : `${countOf(touched, 'file')} too`])];
  return parts.join(', ');
}

function SideText({ side }: { side: DifferenceSide }): VNode {
  const facts = [
    side.build === undefined ? undefined : `Windows build ${side.build}`, side.architecture, formatBytes(side.bytes),
    side.run === undefined ? undefined : `made by run ${side.run.id}, ${formatTime(side.run.finishedAt)}`,
  ].filter((fact) => fact !== undefined).join(', ');
  return <><Code>{side.path}</Code> <span class="sub">{facts}{side.rehearsed ? '; rehearsed, not Windows' : ''}</span></>;
}

function FactTable({ caption, facts }: { caption: string; facts: readonly ChangedFact[] }): VNode {
  return <Table caption={caption} columns={[{ title: 'What', heads: true }, { title: 'A' }, { title: 'B' }]} rows={facts.map((fact) => [fact.name, valueTexts(fact).a ?? 'none', valueTexts(fact).b ?? 'none'])} />;
}

const changes: Readonly<Record<ImageDifference['change'], VNode>> = {
  added: <Mark tone="good">only in B</Mark>, removed: <Mark tone="bad">only in A</Mark>, changed: <Mark tone="busy">differs</Mark>, same: <Mark tone="quiet">the same</Mark>,
};

function Images({ difference: { images } }: { difference: MediaDifference }): VNode {
  const sizes = images.flatMap(({ name, facts }) => {
    const size = facts.find((fact) => fact.name === 'size');
    return size === undefined ? [] : [{ label: name, before: Number(size.a), after: Number(size.b) }];
  });
  return (
    <Section id="images" title="Images" lead="By name and edition; an index may move.">
      <Table caption="Images of both sides" rows={images.map(imageRow)} columns={[{ title: 'Image', heads: true }, { title: 'Is' }, { title: 'Build' }, { title: 'Servicing stack' }, { title: 'Unpacked', align: 'end' }, { title: 'Else' }]} />
      {sizes.length === 0 ? null : <><SizeLegend after={true} /><SizeChart id="chart-images" title="Images, unpacked: A (before) and B (after)" rows={sizes} /></>}
    </Section>
  );
}

function imageRow(image: ImageDifference): ComponentChildren[] {
  const fact = (name: string): VNode | null => {
    const found = image.facts.find((one) => one.name === name);
    if (found === undefined) return null;
    const { a, b } = valueTexts(found);
    return <Change before={a} after={b} />;
  };
  const rest = image.facts.filter(({ name }) => !['build', 'servicing stack', 'size'].includes(name)).map(({ name, a, b }) => `${name} ${a ?? 'none'} \u2192 ${b ?? 'none'}`);
  return [<>{image.name} <span class="sub"><Code>{imageLabel(image)}</Code>{image.a !== undefined && image.b !== undefined && image.a !== image.b ? ` index ${image.a} in A` : ''}</span></>, changes[image.change], fact('build'), fact('servicing stack'), fact('size'), rest.join('; ')];
}

const signs = { '+': 'only in B', '-': 'only in A', '~': 'differs' } as const;

function Topic({ topic: { id, title, groups }, labels }: { topic: DifferenceTopic & { id: string }; labels: readonly string[] }): VNode {
  return (
    <Section id={id} title={title}>
      {groups.map(({ images, lines }) => (
        <More open={lines.length <= shownLines} summary={`${targetsInWords(images, labels)}: ${countOf(lines.length, 'change')}`}>
          <LineTable caption={`${title}: ${targetsInWords(images, labels)}`} lines={lines} />
        </More>
      ))}
    </Section>
  );
}

function LineTable({ caption, lines }: { caption: string; lines: readonly DifferenceLine[] }): VNode {
  return (
    <Table caption={caption} columns={[{ title: 'What', heads: true }, { title: 'Is' }, { title: 'A \u2192 B' }]}
      rows={lines.map(({ sign, text, a, b }) => [<Code>{text}</Code>, <Mark tone={sign === '+' ? 'good' : sign === '-' ? 'bad' : 'busy'}>{signs[sign]}</Mark>, a === undefined && b === undefined ? null : <Change before={a} after={b} />])} />
  );
}

function SizeChange({ sizes: [before, after] }: { sizes: readonly [string, string] }): VNode {
  return <Change before={before} after={after} />;
}

function Files({ files: { added, removed, changed, same } }: { files: FilesDifference }): VNode {
  const rows = [
    ...changed.map(({ path, a, b }): ComponentChildren[] => [<Code>{path}</Code>, <Mark tone="busy">differs</Mark>, a === b ? `${formatBytes(b)}, other content` : <SizeChange sizes={sizeTexts(a, b)} />]),
    ...added.map(({ path, size }): ComponentChildren[] => [<Code>{path}</Code>, <Mark tone="good">only in B</Mark>, formatBytes(size)]),
    ...removed.map(({ path, size }): ComponentChildren[] => [<Code>{path}</Code>, <Mark tone="bad">only in A</Mark>, formatBytes(size)]),
  ];
  return (
    <Section id="files" title="Files beside the images" lead={`Compared by content, whatever their times: ${changed.length} differ, ${added.length} only in B, ${removed.length} only in A, ${same} the same.`}>
      {rows.length === 0 ? null : (
        <More open={rows.length <= shownLines} summary={countOf(rows.length, 'file')}>
          <Table caption="Files that differ" columns={[{ title: 'File', heads: true }, { title: 'Is' }, { title: 'Size' }]} rows={rows} />
        </More>
      )}
    </Section>
  );
}
