import { resolve } from 'node:path';
import type { Command } from 'commander';
import { splitCommand } from '../../schema/commands/output.js';
import { servicingRequestSchema } from '../../schema/request.js';
import type { CliContext } from '../context.js';
import { addCommand } from '../registered-command.js';
import { outputText } from '../render/output-text.js';
import { fieldsOf } from '../request-options.js';
import { runJob } from '../run-job.js';
import type { RunOptions } from '../service-request.js';
import { checkFields, collectValues } from '../settings.js';

interface SplitOptions extends RunOptions {
  output: string;
  size?: number;
  force?: boolean;
}

const keys = ['backend', 'powershell', 'dismPath', 'timeouts'] as const;
const schema = servicingRequestSchema.pick({ backend: true, powershell: true, dismPath: true, timeouts: true });

/** `split SOURCE`: a WIM into parts. */
export function addSplitCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, splitCommand);
  command.action(async (source: string, options: SplitOptions) => {
    const fields = checkFields(schema, await collectValues(command, context.io, fieldsOf(keys)));
    const { cwd } = context.io;
    const request = { ...fields, source: resolve(cwd, source), output: resolve(cwd, options.output), force: options.force === true, splitSize: options.size };
    const engine = await context.loadEngine();
    await runJob(context, options, (callbacks) => engine.splitImage(request, callbacks), (result) => outputText(result, context.style(options), context.width()));
  });
}
