import type { VNode } from 'preact';
import { formatElapsed } from '../charts/elapsed.js';
import { Legend, SessionChart, TargetChart } from '../charts/timeline-chart.js';
import { timelineOf } from '../charts/timeline-model.js';
import type { TimedStep, Timeline } from '../charts/timeline-model.js';
import { countOf, formatBytes, formatDuration } from '../format.js';
import type { Links } from '../links.js';
import { Code, Facts, Mark, More, Section, Word } from '../page/parts.js';
import type { Tone } from '../page/parts.js';
import { Table } from '../page/table.js';
import type { ReportedRun, ReportedStep } from '../reported-run.js';

const statusWords: Readonly<Record<ReportedStep['status'], [Tone, string]>> = {
  'done': ['good', 'done'], 'skipped': ['quiet', 'left out'], 'cached': ['good', 'kept'], 'failed': ['bad', 'FAILED'], 'not-run': ['warn', 'not run'], 'running': ['busy', 'running'],
};

/** The run in time: by target, by session, and every step with its numbers. */
export function TimelineSection({ run, links }: { run: ReportedRun; links: Links }): VNode | null {
  if (run.steps.length === 0) return null;
  const timeline = timelineOf(run);
  return (
    <Section id="timeline" title="Timeline" lead={timeline === undefined ? 'No step ran.' : lead(timeline)}>
      {timeline === undefined ? null : (
        <>
          <Legend timeline={timeline} />
          <TargetChart timeline={timeline} plan={run.plan} />
          {timeline.sessions.length === 0 ? null : <SessionChart timeline={timeline} />}
          <CriticalSteps timeline={timeline} />
        </>
      )}
      <More summary={`Every step with its numbers and facts: ${statusCounts(run.steps)}`}><Steps run={run} timeline={timeline} links={links} /></More>
      {timeline === undefined ? null : <Measured run={run} timeline={timeline} />}
    </Section>
  );
}

function statusCounts(steps: readonly ReportedStep[]): string {
  return Object.entries(statusWords).flatMap(([status, [, word]]) => {
    const count = steps.filter((step) => step.status === status).length;
    return count === 0 ? [] : [`${count} ${word}`];
  }).join(', ');
}

function lead({ total, worked, waited, criticalPath }: Timeline): string {
  const atOnce = (worked / total).toFixed(1);
  return `${formatDuration(total)} from the first step to the last; on the average ${atOnce} steps at once. ${
    waited < 500 ? 'No step waited for a place.' : `Steps that were ready waited ${formatDuration(waited)} for a place, summed up.`} ${
    countOf(criticalPath.length, 'step')} decided how long it took.`;
}

function CriticalSteps({ timeline: { criticalPath } }: { timeline: Timeline }): VNode {
  return (
    <More summary={`The critical path: ${countOf(criticalPath.length, 'step')}`}>
      <Table caption="Steps of the critical path in their order" columns={[{ title: 'Began', align: 'end' }, { title: 'Target' }, { title: 'Step', heads: true }, { title: 'Took', align: 'end' }, { title: 'Because it' }]}
        rows={criticalPath.map(({ step, start, end, after }) => [
          <Word>{formatElapsed(start)}</Word>, <Word><Code>{step.target}</Code></Word>, step.title, <Word>{formatDuration(end - start)}</Word>, after === undefined ? 'was the first' : after.why === 'need' ? 'needed the one before' : 'waited for the place of the one before',
        ])} />
    </More>
  );
}

function Steps({ run, timeline, links }: { run: ReportedRun; timeline: Timeline | undefined; links: Links }): VNode {
  const timed = new Map<string, TimedStep>(timeline?.steps.map((item) => [item.step.id, item]));
  const numbers = new Map(timeline?.sessions.map(({ pid }, at) => [pid, at + 1]));
  return (
    <Table caption="Every step in the order of the plan" columns={[
      { title: 'No.' }, { title: 'Target' }, { title: 'Step', heads: true }, { title: 'Status' }, { title: 'Began', align: 'end' }, { title: 'Waited', align: 'end' }, { title: 'Took', align: 'end' },
      { title: 'Session', align: 'end' },
    ]} rows={run.steps.map((step) => {
      const item = timed.get(step.id);
      const [tone, word] = statusWords[step.status];
      return [
        <Word>{step.recipeStep}</Word>, <Word><Code>{step.target}</Code></Word>, <StepText step={step} links={links} />, <Mark tone={tone}>{word}</Mark>,
        item === undefined ? '' : <Word>{formatElapsed(item.start)}</Word>, item === undefined ? '' : <Word>{formatDuration(item.start - item.ready)}</Word>,
        step.durationMs === undefined || step.status === 'cached' ? '' : <Word>{formatDuration(step.durationMs)}</Word>,
        [...new Set((step.sessions ?? []).map(({ pid }) => numbers.get(pid)))].join(', '),
      ];
    })} />
  );
}

function StepText({ step, links }: { step: ReportedStep; links: Links }): VNode {
  const notes = [...(step.reason === undefined ? [] : [step.reason]), ...step.facts, ...(step.error === undefined ? [] : [step.error.message])];
  const log = links.log(step.logPath);
  return (
    <>
      {step.title}{log === undefined ? null : <> <a class="log" href={log} aria-label={`Log of ${step.title}, ${step.target}`}>log</a></>}
      {notes.length === 0 ? null : <ul class="notes">{notes.map((note) => <li>{note}</li>)}</ul>}
    </>
  );
}

function Measured({ run: { measures, plan }, timeline }: { run: ReportedRun; timeline: Timeline }): VNode | null {
  if (measures === undefined) return null;
  const { disk, peakMemory } = measures;
  return (
    <Facts facts={[
      ['Disk at most', disk === undefined ? undefined : `${formatBytes(Math.max(0, disk.freeAtStart - disk.leastFree))} of the workspace\u2019s volume came into use while steps ran (planned: ${formatBytes(plan.estimate.peakDiskBytes)}); ${formatBytes(disk.leastFree)} were free at least`],
      ['Memory at most', peakMemory === undefined ? undefined : `${formatBytes(peakMemory)} in the process of the run, without PowerShell and DISM`],
      ['Sessions', timeline.sessions.length === 0 ? undefined : timeline.sessions.map(({ pid, times }, at) => `${at + 1}: process ${pid}, ${countOf(times.length, 'use')}`).join('; ')],
    ]} />
  );
}
