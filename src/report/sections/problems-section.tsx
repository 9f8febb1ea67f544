import type { VNode } from 'preact';
import { countOf } from '../format.js';
import type { Links } from '../links.js';
import { Code, Facts, More, Section } from '../page/parts.js';
import type { ReportedRun } from '../reported-run.js';
import { groupWarnings } from '../warning-groups.js';

type ErrorFields = ReportedRun['errors'][number];

/** As many warnings are read; the others are there when somebody asks. */
const shownWarnings = 12;

/** Warnings of plan and run; what several images have in common is said once. */
export function warningsOf(run: ReportedRun): string[] {
  return groupWarnings([...run.plan.warnings, ...run.warnings]);
}

/** Errors first, then warnings; nothing when there are neither. */
export function ProblemsSection({ run, links }: { run: ReportedRun; links: Links }): VNode | null {
  const warnings = warningsOf(run);
  if (run.errors.length === 0 && warnings.length === 0) return null;
  const title = [run.errors.length === 0 ? '' : countOf(run.errors.length, 'error'), warnings.length === 0 ? '' : countOf(warnings.length, 'warning')].filter((part) => part !== '').join(', ');
  return (
    <Section id="problems" title={title.charAt(0).toUpperCase() + title.slice(1)}>
      {run.errors.map((error) => <ErrorBlock error={error} links={links} />)}
      {warnings.length === 0 ? null : <ul class="warnings" aria-label="Warnings">{warnings.slice(0, shownWarnings).map((line) => <li>{line}</li>)}</ul>}
      {warnings.length <= shownWarnings ? null : (
        <More summary={`${warnings.length - shownWarnings} more warnings`}><ul class="warnings" aria-label="More warnings">{warnings.slice(shownWarnings).map((line) => <li>{line}</li>)}</ul></More>
      )}
    </Section>
  );
}

function ErrorBlock({ error, links }: { error: ErrorFields; links: Links }): VNode {
  const log = links.log(error.logPath);
  const logs = links.file(`${links.logs}/servicing.log`);
  return (
    <article class="error">
      <h3>{error.message}</h3>
      <Facts facts={[
        ['Code', [error.hresult, error.symbol].filter(Boolean).join(' ') || error.code],
        ['Target', error.target === undefined ? undefined : <Code>{error.target}</Code>], ['Step', error.step === undefined ? undefined : <Code>{error.step}</Code>],
        ['Cause', error.cause], ['What to do', error.advice],
        ['Log of the step', error.logPath === undefined ? undefined : log === undefined ? <Code>{error.logPath}</Code> : <a href={log}><Code>{error.logPath}</Code></a>],
        ['Log of the run', logs === undefined ? undefined : <a href={logs}>servicing.log</a>],
      ]} />
      {(error.details ?? []).length === 0 ? null : <ul class="details">{(error.details ?? []).map((line) => <li>{line}</li>)}</ul>}
    </article>
  );
}
