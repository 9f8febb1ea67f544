import type { VNode } from 'preact';
import type { Check } from '../../schema/result.js';
import { countOf } from '../format.js';
import { Mark, More, Section } from '../page/parts.js';
import { Table } from '../page/table.js';
import type { ReportedRun } from '../reported-run.js';
import { isEnded } from '../next-steps.js';

/** More than that are sorted by what they looked at. */
const oneTable = 16;

/** What was looked at on the finished media, with what was seen: failures first, then by target. */
export function ChecksSection({ run }: { run: ReportedRun }): VNode {
  const { checks } = run;
  if (checks.length === 0) {
    return (
      <Section id="checks" title="Verification">
        <p>{run.plan.upToDate !== undefined ? 'Nothing was made, so there was nothing to check.' : isEnded(run) ? 'The run ended before the finished media could be checked.' : 'The finished media is checked at the end.'}</p>
      </Section>
    );
  }
  const failed = checks.filter((check) => !check.ok);
  const passed = checks.filter((check) => check.ok);
  return (
    <Section id="checks" title="Verification" lead={`${passed.length} of ${countOf(checks.length, 'check')} passed. Every file was opened again, without DISM and without what the run remembers.`}>
      {failed.length === 0 ? null : <CheckTable caption="Checks that failed" checks={failed} />}
      {checks.length <= oneTable
        ? <CheckTable caption="Checks that passed" checks={passed} />
        : groupsOf(run, passed).map(({ title, checks: own }) => <More summary={`${title}: ${countOf(own.length, 'check')} passed`}><CheckTable caption={`Checks of ${title}`} checks={own} /></More>)}
    </Section>
  );
}

function groupsOf(run: ReportedRun, checks: readonly Check[]): { title: string; checks: Check[] }[] {
  const titles = new Map(run.plan.targets.filter((target) => target.source.kind !== 'media').map((target) => [target.id, `${target.title} (${target.id})`]));
  const groups = new Map<string, Check[]>();
  for (const check of checks) {
    const target = [...titles.keys()].find((id) => check.id.endsWith(`-${id}`)) ?? '';
    groups.set(target, [...(groups.get(target) ?? []), check]);
  }
  const order = ['', ...titles.keys()];
  return order.flatMap((target) => (groups.has(target) ? [{ title: titles.get(target) ?? 'The media as a whole', checks: groups.get(target) ?? [] }] : []));
}

function CheckTable({ caption, checks }: { caption: string; checks: readonly Check[] }): VNode {
  return (
    <Table caption={caption} columns={[{ title: 'Check', heads: true }, { title: 'Verdict' }, { title: 'What was seen' }]}
      rows={checks.map((check) => [check.title, check.ok ? <Mark tone="good">passed</Mark> : <Mark tone="bad">FAILED</Mark>, <Evidence text={check.evidence} />])} />
  );
}

/** Several findings stand below each other. */
function Evidence({ text }: { text: string }): VNode {
  const parts = text.length < 90 ? [text] : text.split('; ');
  return parts.length === 1 ? <span class="evidence">{text}</span> : <ul class="notes evidence">{parts.map((part) => <li>{part}</li>)}</ul>;
}
