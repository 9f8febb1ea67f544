import type { VNode } from 'preact';
import { updateKindNames } from '../../schema/update.js';
import { countOf } from '../format.js';
import { targetsInWords } from '../name-groups.js';
import { Code, Mark, Section } from '../page/parts.js';
import { Table } from '../page/table.js';
import type { ReportedRun } from '../reported-run.js';

/** Each update file: taken or not, where, and why. */
export function UpdatesSection({ run: { plan } }: { run: ReportedRun }): VNode {
  const taken = plan.updates.filter((update) => update.taken).length;
  const images = plan.targets.filter((target) => target.source.kind !== 'media').map((target) => target.id);
  return (
    <Section id="updates" title="Updates" lead={`${taken} of ${countOf(plan.updates.length, 'update')} taken; of each, why.`}>
      <Table caption="Updates, taken or left out, and why" columns={[{ title: 'Update', heads: true }, { title: 'Kind' }, { title: 'Used' }, { title: 'Why' }]}
        rows={plan.updates.map((update) => [
          <>{update.kb === undefined ? null : <strong class="word">{update.kb} </strong>}<span class="sub"><Code>{update.file}</Code></span></>, updateKindNames[update.kind],
          update.taken ? <Mark tone="good">{update.targets.length === 0 ? 'taken' : targetsInWords(update.targets, images)}</Mark> : <Mark tone="quiet">left out</Mark>,
          update.reason,
        ])} />
    </Section>
  );
}
