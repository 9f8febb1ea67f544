import type { ComponentChildren, VNode } from 'preact';
import { updateKindNames } from '../../schema/update.js';
import { countOf, formatBytes, formatDuration } from '../format.js';
import type { Links } from '../links.js';
import { Code, Facts, More, Section } from '../page/parts.js';
import { Table } from '../page/table.js';
import { repeatCommand } from '../repeat-command.js';
import type { ReportedRun } from '../reported-run.js';
import { formatTime } from '../verdict.js';

/** Files that the run put into the media. */
export function FilesSection({ run: { changedFiles, output } }: { run: ReportedRun }): VNode | null {
  if (changedFiles.length === 0) return null;
  const title = output === undefined ? 'Files meant for the media' : 'Files put into the media';
  return (
    <Section id="files" title={title} lead={output === undefined ? 'They had been taken out of images when the run ended; no media was made.' : undefined}>
      <More summary={`${countOf(changedFiles.length, 'file')}, each with the reason`}>
        <Table caption={title} columns={[{ title: 'File', heads: true }, { title: 'Why' }]} rows={changedFiles.map((file) => [<Code>{file.path}</Code>, file.reason])} />
      </More>
    </Section>
  );
}

/** Drivers, files, settings and sources that steps use, by content. */
function otherInputs({ plan }: ReportedRun): ComponentChildren[][] {
  const found = new Map<string, { name: string; uses: Set<string> }>();
  for (const { do: action } of plan.steps) {
    if (!('input' in action)) continue;
    const entry = found.get(action.input) ?? { name: action.name, uses: new Set<string>() };
    entry.uses.add(action.action);
    found.set(action.input, entry);
  }
  return [...found].map(([sha256, { name, uses }]) => [name, [...uses].join(', '), <Code>{sha256}</Code>]);
}

/** Everything that went in, by content. */
export function InputsSection({ run }: { run: ReportedRun }): VNode {
  const { before, plan } = run;
  const images = [before.install, before.boot].flatMap((wim) => wim.images.map((image) => [image.name, <><Code>{wim.path}</Code> index {image.index}</>, <Code>{image.identity}</Code>]));
  const others = otherInputs(run);
  return (
    <Section id="inputs" title="Inputs">
      <Facts facts={[
        ['Media', <Code>{before.path}</Code>],
        ['What it is', `${countOf(before.fileCount, 'file')}, ${formatBytes(before.totalBytes)}, build ${before.build}, ${before.architecture}${before.iso === undefined ? '' : `; ISO file \u201c${before.iso.label}\u201d, ${formatBytes(before.iso.size)}`}`],
        ['Stamp', <><Code>{before.stamp}</Code> <span class="quiet">SHA-256 over paths, sizes and times of all files</span></>],
      ]} />
      <Table caption="Updates by content" visibleCaption columns={[{ title: 'Update', heads: true }, { title: 'Identity' }, { title: 'SHA-256' }]}
        rows={plan.updates.map((update) => [<Code>{update.file}</Code>, <Code>{update.identity === '' ? updateKindNames[update.kind] : update.identity}</Code>, <Code>{update.sha256}</Code>])} />
      {others.length === 0 ? null : <Table caption="Other inputs by content" visibleCaption columns={[{ title: 'Input', heads: true }, { title: 'Used to' }, { title: 'SHA-256' }]} rows={others} />}
      <More summary={`${countOf(images.length, 'image')} of the original media, by content`}>
        <Table caption="Images: SHA-256 over metadata and XML" visibleCaption columns={[{ title: 'Image', heads: true }, { title: 'Where' }, { title: 'Identity' }]} rows={images} />
      </More>
    </Section>
  );
}

/** Where it ran, and the command that makes the same plan again. */
export function RepeatSection({ run, links }: { run: ReportedRun; links: Links }): VNode {
  const { host, plan } = run;
  const logs = ['servicing.log', 'events.ndjson', 'debug.log'].flatMap((name) => {
    const href = links.file(`${links.logs}/${name}`);
    return href === undefined ? [] : [{ name, href }];
  });
  const took = Date.parse(run.finishedAt) - Date.parse(run.startedAt);
  return (
    <Section id="repeat" title="How to repeat it" lead="The same inputs give the same plan; its digest says so.">
      <pre tabindex={0} aria-label="Command">{repeatCommand(run)}</pre>
      <Facts facts={[
        ['Run', run.runId], ['Started', formatTime(run.startedAt)], ['Ended', `${formatTime(run.finishedAt)}${Number.isFinite(took) ? `, after ${formatDuration(took)}` : ''}`],
        ['Recipe', `${plan.recipe.name} ${plan.recipe.version}: ${plan.recipe.reason}`], ['Plan digest', <Code>{plan.digest}</Code>],
        ['Tool', `offline-servicing ${run.toolVersion}`], ['Backend', host?.backend],
        ['PowerShell', host === undefined ? undefined : <>{host.powershellVersion} {host.powershellEdition}, <Code>{host.powershell}</Code></>],
        ['Dism', host === undefined ? undefined : <>{host.dismVersion}, <Code>{host.dismPath}</Code></>],
        ['System', host === undefined ? undefined : `${host.platform}, Node ${host.nodeVersion}${host.elevated ? ', elevated' : ''}`],
        ['Logs', logs.length === 0 ? (run.output === undefined ? undefined : <Code>{run.output.logs}</Code>) : logs.map(({ name, href }, at) => <>{at === 0 ? '' : ', '}<a href={href}>{name}</a></>)],
        ['Run folder', <Code>{run.workspace}</Code>],
      ]} />
    </Section>
  );
}
