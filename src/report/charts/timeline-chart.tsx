import { scaleUtc } from 'd3-scale';
import { curveStepBefore, line } from 'd3-shape';
import type { VNode } from 'preact';
import type { Plan } from '../../schema/plan.js';
import { countOf, formatDuration } from '../format.js';
import { box, Chart, chartWidth, round } from './chart.js';
import { formatElapsed } from './elapsed.js';
import { fitting, rowsFor } from './lanes.js';
import { groupOf, shortTitle, stepGroups } from './step-group.js';
import type { SessionTime, TimedStep, Timeline } from './timeline-model.js';

const labelWidth = 104;
const right = 8;
const barHeight = 18;
const rowHeight = 24;
const axisHeight = 26;
const lanePadding = 5;
/** A run of kept results takes parts of a second, which the axis has then. */
const shortMs = 3000;

interface Lane<T> { readonly name: string; readonly top: number; readonly height: number; readonly items: readonly T[]; readonly rowOf: ReadonlyMap<T, number> }

function lanesOf<T extends { start: number; end: number }>(groups: readonly { name: string; items: readonly T[] }[]): { lanes: Lane<T>[]; height: number } {
  let top = axisHeight;
  const lanes = groups.map(({ name, items }): Lane<T> => {
    const { rows, rowOf } = rowsFor(items);
    const lane = { name, top, height: rows * rowHeight + lanePadding, items, rowOf };
    top += lane.height;
    return lane;
  });
  return { lanes, height: top + 2 };
}

/** Time from left to right; the same in both charts. */
function timeScale(timeline: Timeline): { x: (moment: number) => number; ticks: number[] } {
  const scale = scaleUtc().domain([new Date(0), new Date(timeline.total)]).range([labelWidth, chartWidth - right]);
  const ticks = scale.ticks(9).map((tick) => tick.getTime());
  return { x: (moment) => round(scale(new Date(moment))), ticks: ticks.filter((tick) => tick % 1000 === 0 || timeline.total < shortMs) };
}

function Grid({ timeline, lanes, height }: { timeline: Timeline; lanes: readonly Lane<unknown>[]; height: number }): VNode {
  const { x, ticks } = timeScale(timeline);
  return (
    <g>
      {lanes.map((lane, at) => (
        <>
          {at % 2 === 0 ? <rect class="lane" {...box(0, lane.top, chartWidth, lane.height)} /> : null}
          <text class="lane-name" x={8} y={lane.top + lane.height / 2 + 4}>{fitting(lane.name, labelWidth - 8)}</text>
        </>
      ))}
      {ticks.map((tick) => (
        <>
          <line class="tick" x1={x(tick)} x2={x(tick)} y1={axisHeight - 6} y2={height} />
          <text class="tick-text" x={x(tick)} y={12} text-anchor={tick === 0 ? 'start' : 'middle'}>{timeline.total < shortMs ? formatDuration(tick) : formatElapsed(tick)}</text>
        </>
      ))}
    </g>
  );
}

function stepWords({ step, start, end, ready, critical }: TimedStep): string {
  const waited = start - ready;
  return [
    `${step.target}: ${step.title}`, `${step.status === 'failed' ? 'FAILED after' : step.status === 'running' ? 'running for' : 'took'} ${formatDuration(end - start)}`,
    `began at ${formatElapsed(start)}`, ...(waited > 100 ? [`had waited ${formatDuration(waited)} for a place`] : []), ...(critical ? ['on the critical path'] : []),
  ].join('; ');
}

function Bar({ x, y, width, item, label }: { x: number; y: number; width: number; item: TimedStep; label: string }): VNode {
  const { status } = item.step;
  const look = status === 'failed' || status === 'running' || status === 'skipped' || status === 'cached' ? status : groupOf(item.planned);
  return (
    <g>
      <title>{stepWords(item)}</title>
      <rect class={`bar ${look}${item.critical ? ' critical' : ''}`} {...box(x, y, width, barHeight)} rx={2} />
      {status === 'failed' ? <text class="failed-mark" x={x + width > chartWidth - 60 ? round(x - 4) : round(x + width + 5)} y={y + 13} text-anchor={x + width > chartWidth - 60 ? 'end' : 'start'}>{'\u2717 failed'}</text> : null}
      {label === '' ? null : <text class={`bar-text ${look}`} x={round(x + 4)} y={y + 13}>{label}</text>}
    </g>
  );
}

/** The steps by target, with waits, what was kept, and the way that decided the length. */
export function TargetChart({ timeline, plan }: { timeline: Timeline; plan: Plan }): VNode {
  const shown = plan.targets.filter((target) => timeline.kept.has(target.id) || timeline.steps.some(({ step }) => step.target === target.id));
  const { lanes, height } = lanesOf(shown.map((target) => ({ name: target.id, items: timeline.steps.filter(({ step }) => step.target === target.id) })));
  const { x } = timeScale(timeline);
  const yOf = (item: TimedStep): number => {
    const lane = lanes.find(({ name }) => name === item.step.target);
    return (lane?.top ?? axisHeight) + lanePadding + (lane?.rowOf.get(item) ?? 0) * rowHeight;
  };
  return (
    <Chart id="chart-targets" title="Steps by target" height={height} description={inWords(timeline)}>
      <Grid timeline={timeline} lanes={lanes} height={height} />
      {timeline.steps.map((item) => (item.start - item.ready > timeline.total * 0.004
        ? <line class="wait" x1={x(item.ready)} x2={x(item.start)} y1={yOf(item) + barHeight / 2} y2={yOf(item) + barHeight / 2} /> : null))}
      {timeline.steps.map((item) => {
        const width = x(item.end) - x(item.start);
        return <Bar x={x(item.start)} y={yOf(item)} width={width} item={item} label={fitting(shortTitle(item, plan), width - 6)} />;
      })}
      <CriticalPath timeline={timeline} x={x} yOf={yOf} />
      {lanes.map((lane) => <Kept lane={lane} count={timeline.kept.get(lane.name) ?? 0} />)}
    </Chart>
  );
}

/** In words where the lane has room for them, else beside its name. */
function Kept({ lane, count }: { lane: Lane<TimedStep>; count: number }): VNode | null {
  if (count === 0) return null;
  const words = `${countOf(count, 'step')} kept from an earlier run`;
  if (lane.items.length === 0) return <text class="kept" x={labelWidth + 6} y={lane.top + lane.height / 2 + 4}>{`\u25c6 ${words}`}</text>;
  return <text class="kept" x={labelWidth - 6} y={lane.top + lane.height / 2 + 4} text-anchor="end">{'\u25c6'}<title>{words}</title></text>;
}

/** Along the lower edges of its bars, with a thin line to the next one where that is another target's. */
function CriticalPath({ timeline, x, yOf }: { timeline: Timeline; x: (moment: number) => number; yOf: (item: TimedStep) => number }): VNode {
  // What is too short to be seen would be a spike to its target and back.
  const seen = timeline.criticalPath.filter((item) => x(item.end) - x(item.start) >= 2);
  const stretches = seen.map((item): [number, number][] => {
    const y = yOf(item) + barHeight + 1.5;
    return [[x(item.start), y], [x(item.end), y]];
  });
  const draw = line().digits(1);
  return (
    <g>
      <path class="path-link" d={line().curve(curveStepBefore).digits(1)(stretches.flat()) ?? ''} />
      <path class="path" d={stretches.map((points) => draw(points) ?? '').join('')} />
    </g>
  );
}

/** What each session did, and when it waited. */
export function SessionChart({ timeline }: { timeline: Timeline }): VNode {
  const { lanes, height } = lanesOf<SessionTime>(timeline.sessions.map(({ times }, at) => ({ name: `Session ${at + 1}`, items: times })));
  const { x } = timeScale(timeline);
  const busy = timeline.sessions.map(({ times }, at) => `session ${at + 1} worked ${formatDuration(times.reduce((sum, time) => sum + time.end - time.start, 0))}`);
  return (
    <Chart id="chart-sessions" title="The same time by PowerShell session" height={height} description={`${busy.join(', ')}.`}>
      <Grid timeline={timeline} lanes={lanes} height={height} />
      {lanes.map((lane) => lane.items.map((time) => {
        const width = x(time.end) - x(time.start);
        return (
          <Bar x={x(time.start)} y={lane.top + lanePadding + (lane.rowOf.get(time) ?? 0) * rowHeight} width={width} item={time.step}
            label={fitting(time.step.step.target, width - 6)} />
        );
      }))}
    </Chart>
  );
}

function inWords({ steps, total, criticalPath, waited }: Timeline): string {
  const path = criticalPath.map(({ step }) => `${step.target} ${step.title}`);
  return `${countOf(steps.length, 'step')} in ${formatDuration(total)}; ready steps waited ${formatDuration(waited)} in all. The critical path has ${
    countOf(path.length, 'step')}, from ${path[0] ?? 'nothing'} to ${path.at(-1) ?? 'nothing'}. The table below has every number.`;
}

const lookTitles = { failed: 'Failed', running: 'Under way', skipped: 'Left out after a look', cached: 'Kept from an earlier run, put in its place' } as const;

/** What the looks of bars and lines mean, in words beside a sample. */
export function Legend({ timeline }: { timeline: Timeline }): VNode {
  const used = new Set(timeline.steps.map(({ planned }) => groupOf(planned)));
  const has = (status: string): boolean => timeline.steps.some(({ step }) => step.status === status);
  const samples: [string, string][] = [
    ...stepGroups.filter(({ group }) => used.has(group)).map(({ group, title }): [string, string] => [group, title]),
    ...(['failed', 'running', 'skipped', 'cached'] as const).filter(has).map((status): [string, string] => [status, lookTitles[status]]),
  ];
  return (
    <ul class="legend">
      {samples.map(([look, title]) => <li><svg width={18} height={12} aria-hidden="true"><rect class={`bar ${look}`} x={0.5} y={0.5} width={17} height={11} rx={2} /></svg> {title}</li>)}
      {timeline.kept.size === 0 ? null : <li><span aria-hidden="true">{'\u25c6'}</span> Kept from an earlier run</li>}
      <li><svg width={18} height={12} aria-hidden="true"><line class="wait" x1={0} x2={18} y1={6} y2={6} /></svg> Ready, waiting for a place</li>
      <li><svg width={18} height={12} aria-hidden="true"><line class="path" x1={0} x2={18} y1={6} y2={6} /></svg> Critical path: what decided how long it took</li>
    </ul>
  );
}
