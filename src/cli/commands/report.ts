import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { defaultWorkspace } from '../../run/workspace.js';
import { reportCommand } from '../../schema/commands/report.js';
import { servicingRequestSchema } from '../../schema/request.js';
import type { CliContext, OutputOptions } from '../context.js';
import { addCommand } from '../registered-command.js';
import { fieldsOf } from '../request-options.js';
import { checkFields, collectValues } from '../settings.js';

const schema = servicingRequestSchema.pick({ workspace: true }).partial();

const sources = { result: 'made from its result', journal: 'made from its plan and journal' } as const;
const states = { done: '', failed: ', which failed', cancelled: ', which was interrupted', killed: ', which was killed', running: ', which is under way, as of now' } as const;

/** `report RUN`: the page of a run, made again. */
export function addReportCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, reportCommand);
  command.action(async (run: string | undefined, options: OutputOptions & { output?: string; open?: boolean }) => {
    const { cwd } = context.io;
    const { workspace } = checkFields(schema, await collectValues(command, context.io, fieldsOf(['workspace'])));
    const engine = await context.loadEngine();
    const made = await engine.makeReport({
      run: run === undefined ? undefined : resolve(cwd, run), workspace: workspace ?? defaultWorkspace(join(cwd, 'output')), folder: cwd,
      output: options.output === undefined ? undefined : resolve(cwd, options.output),
    });
    const problem = options.open === true ? await engine.openPage(made.report) : undefined;
    if (options.json === true) context.printJson({ ...made, ...(options.open === true ? { opened: problem === undefined } : {}) });
    else context.print(`${made.report}\n  run ${made.runId}${states[made.status]}; ${sources[made.source]}`);
    if (problem !== undefined) context.note(`It could not be shown: ${problem}. Open it yourself.`);
  });
}
