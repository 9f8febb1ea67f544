import { Fragment } from 'preact';
import { imageRows } from './image-rows.js';
import { linksOf } from './links.js';
import { renderPage } from './page/page.js';
import type { ReportedRun, ReportOptions } from './reported-run.js';
import { ChecksSection } from './sections/checks-section.js';
import { ImagesSection } from './sections/images-section.js';
import { FilesSection, InputsSection, RepeatSection } from './sections/inputs-section.js';
import { ProblemsSection } from './sections/problems-section.js';
import { TimelineSection } from './sections/timeline-section.js';
import { UpdatesSection } from './sections/updates-section.js';
import { VerdictHeader } from './sections/verdict-section.js';
import { formatTime, verdictOf } from './verdict.js';
import { withVisibleText } from './visible-text.js';

/**
 * The report of a run as one self-contained page, made from what `result.json` says, or from what is known of a run that has
 * no result (yet).
 */
export function renderReport(given: ReportedRun, options: ReportOptions = {}): string {
  const links = linksOf(given, options);
  const run = withVisibleText(given);
  const rows = imageRows(run);
  const hasProblems = run.errors.length + run.warnings.length + run.plan.warnings.length > 0;
  return renderPage({
    title: `${verdictOf(run).text} \u2013 run ${run.runId}`, toolVersion: run.toolVersion,
    contents: [
      ...(hasProblems ? [{ id: 'problems', title: run.errors.length > 0 ? 'Errors and warnings' : 'Warnings' }] : []), { id: 'images', title: 'Images' },
      ...(run.steps.length === 0 ? [] : [{ id: 'timeline', title: 'Timeline' }]), { id: 'updates', title: 'Updates' }, { id: 'checks', title: 'Verification' },
      ...(run.changedFiles.length === 0 ? [] : [{ id: 'files', title: 'Files' }]), { id: 'inputs', title: 'Inputs' }, { id: 'repeat', title: 'How to repeat it' },
    ],
    header: <VerdictHeader run={run} links={links} />,
    children: (
      <Fragment>
        <ProblemsSection run={run} links={links} />
        <ImagesSection run={run} rows={rows} />
        <TimelineSection run={run} links={links} />
        <UpdatesSection run={run} />
        <ChecksSection run={run} />
        <FilesSection run={run} />
        <InputsSection run={run} />
        <RepeatSection run={run} links={links} />
      </Fragment>
    ),
    footer: <p>Made by offline-servicing {run.toolVersion} from the result of run {run.runId}, {formatTime(run.finishedAt)}. This page loads nothing and runs no program.</p>,
  });
}
