import { scaleBand, scaleLinear } from 'd3-scale';
import type { VNode } from 'preact';
import { formatBytes } from '../format.js';
import { box, Chart, chartWidth, round } from './chart.js';
import { fitting } from './lanes.js';

/** One size before and after. */
export interface SizeRow {
  readonly label: string;
  /** Bytes. */
  readonly before: number | undefined;
  readonly after: number | undefined;
}

const labelWidth = 270;
const valueWidth = 190;
const axisHeight = 24;
const rowHeight = 34;

/** The unit in which a size is a number of at most four digits, in bytes. */
function unitFor(bytes: number): number {
  let unit = 1;
  while (bytes / unit >= 1024) unit *= 1024;
  return unit;
}

/** `+6.2 %`; nothing where there is nothing to compare, and for what rounds to nothing. */
export function formatGrowth(before: number | undefined, after: number | undefined): string {
  if (before === undefined || after === undefined || before === 0) return '';
  const percent = ((after - before) / before) * 100;
  const text = Math.abs(percent).toFixed(Math.abs(percent) < 10 ? 1 : 0);
  return Number(text) === 0 ? '\u00b10 %' : `${percent < 0 ? '\u2212' : '+'}${text} %`;
}

/** Sizes before and after as two bars a row; the numbers stand beside them. */
export function SizeChart({ id, title, rows }: { id: string; title: string; rows: readonly SizeRow[] }): VNode {
  const most = Math.max(1, ...rows.flatMap(({ before = 0, after = 0 }) => [before, after]));
  const unit = unitFor(most);
  const x = scaleLinear().domain([0, most / unit]).nice(5).range([labelWidth, chartWidth - valueWidth]);
  const at = (bytes: number): number => round(x(bytes / unit));
  const height = axisHeight + rows.length * rowHeight;
  const y = scaleBand<number>().domain(rows.keys()).range([axisHeight, height]).paddingInner(0.3).paddingOuter(0.15);
  const half = y.bandwidth() / 2;
  return (
    <Chart id={id} title={title} height={height + 2} description={`${rows.map(inWords).join('; ')}.`}>
      {x.ticks(5).map((tick) => (
        <>
          <line class="tick" x1={round(x(tick))} x2={round(x(tick))} y1={axisHeight - 6} y2={height} />
          <text class="tick-text" x={round(x(tick))} y={12} text-anchor="middle">{tick === 0 ? '0' : formatBytes(tick * unit)}</text>
        </>
      ))}
      {rows.map((row, index) => {
        const top = y(index) ?? 0;
        return (
          <g>
            <title>{inWords(row)}</title>
            <text class="row-name" x={8} y={round(top + half + 4)}>{fitting(row.label, labelWidth - 16)}</text>
            {row.before === undefined ? null : <rect class="bar before" {...box(labelWidth, top, at(row.before) - labelWidth, half - 1)} />}
            {row.after === undefined ? null : <rect class="bar after" {...box(labelWidth, top + half, at(row.after) - labelWidth, half - 1)} />}
            <text class="value" x={chartWidth - 8} y={round(top + half + 4)} text-anchor="end">{valueText(row)}</text>
          </g>
        );
      })}
    </Chart>
  );
}

function valueText({ before, after }: SizeRow): string {
  if (before === undefined || after === undefined) return formatBytes(after ?? before ?? 0);
  return `${formatBytes(before)} \u2192 ${formatBytes(after)}`;
}

function inWords({ label, before, after }: SizeRow): string {
  const growth = formatGrowth(before, after);
  return `${label}: ${[before === undefined ? '' : `${formatBytes(before)} before`, after === undefined ? '' : `${formatBytes(after)} after`].filter((part) => part !== '').join(', ')}${growth === '' ? '' : ` (${growth})`}`;
}

export function SizeLegend({ after }: { after: boolean }): VNode {
  return (
    <ul class="legend">
      <li><svg width={18} height={12} aria-hidden="true"><rect class="bar before" x={0.5} y={0.5} width={17} height={11} /></svg> Before</li>
      {after ? <li><svg width={18} height={12} aria-hidden="true"><rect class="bar after" x={0.5} y={0.5} width={17} height={11} /></svg> After</li> : null}
    </ul>
  );
}
