import type { ComponentChildren, VNode } from 'preact';
import { updateKindNames } from '../../schema/update.js';
import { countOf } from '../format.js';
import { targetsInWords } from '../name-groups.js';
import { Code, Mark, Section } from '../page/parts.js';
import { Table } from '../page/table.js';
import type { ReportedRun } from '../reported-run.js';

/** Each update file: taken or not, where, and why. */
export function UpdatesSection({ run: { plan, after } }: { run: ReportedRun }): VNode {
  const isDone = after !== undefined || plan.upToDate !== undefined;
  const taken = plan.updates.filter((update) => update.taken).length;
  const images = plan.targets.filter((target) => target.source.kind !== 'media').map((target) => target.id);
  return (
    <Section id="updates" title="Updates" lead={`${taken} of ${countOf(plan.updates.length, 'update')} ${isDone ? 'taken' : 'planned'}; of each, why.`}>
      <Table caption="Updates, taken or left out, and why" columns={[{ title: 'Update', heads: true }, { title: 'Kind' }, { title: isDone ? 'Used' : 'Planned for' }, { title: 'Why' }]}
        rows={plan.updates.map((update) => [
          <>{update.kb === undefined ? null : <strong>{update.kb} </strong>}<span class="sub"><Code>{update.file}</Code></span></>, updateKindNames[update.kind],
          update.taken ? <Taken isDone={isDone}>{update.targets.length === 0 ? 'taken' : targetsInWords(update.targets, images)}</Taken> : <Mark tone="quiet">left out</Mark>,
          update.reason,
        ])} />
    </Section>
  );
}

/** Only finished media has it for sure. */
function Taken({ isDone, children }: { isDone: boolean; children: ComponentChildren }): VNode {
  return isDone ? <Mark tone="good">{children}</Mark> : <>{children}</>;
}
