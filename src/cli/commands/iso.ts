import { resolve } from 'node:path';
import type { Command } from 'commander';
import { isoCommand } from '../../schema/commands/output.js';
import { servicingRequestSchema } from '../../schema/request.js';
import type { CliContext } from '../context.js';
import { addCommand } from '../registered-command.js';
import { outputText } from '../render/output-text.js';
import { fieldsOf } from '../request-options.js';
import { runJob } from '../run-job.js';
import type { RunOptions } from '../service-request.js';
import { checkFields, collectValues } from '../settings.js';

const schema = servicingRequestSchema.pick({ isoLabel: true, isoBoot: true, ca2023: true });

/** `iso MEDIA`: a bootable ISO file of any media. */
export function addIsoCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, isoCommand);
  command.action(async (media: string, options: RunOptions & { output: string; force?: boolean }) => {
    const fields = checkFields(schema, await collectValues(command, context.io, fieldsOf(['isoLabel', 'isoBoot', 'ca2023'])));
    const { cwd } = context.io;
    const request = { ...fields, media: resolve(cwd, media), output: resolve(cwd, options.output), force: options.force === true };
    const engine = await context.loadEngine();
    await runJob(context, options, (callbacks) => engine.makeIso(request, callbacks), (result) => outputText(result, context.style(options), context.width()));
  });
}
