import { resolve } from 'node:path';
import type { Command } from 'commander';
import { exportCommand } from '../../schema/commands/output.js';
import { ServicingError } from '../../schema/errors.js';
import type { ImageForm } from '../../schema/image-forms.js';
import { servicingRequestSchema } from '../../schema/request.js';
import type { CliContext } from '../context.js';
import { addCommand } from '../registered-command.js';
import { outputText } from '../render/output-text.js';
import { fieldsOf } from '../request-options.js';
import { runJob } from '../run-job.js';
import type { RunOptions } from '../service-request.js';
import { checkFields, collectValues } from '../settings.js';

interface ExportOptions extends RunOptions {
  output: string;
  index?: string[];
  form?: ImageForm;
  force?: boolean;
}

const keys = ['edition', 'compression', 'splitSize', 'backend', 'powershell', 'dismPath', 'timeouts'] as const;
const schema = servicingRequestSchema.pick({ edition: true, compression: true, splitSize: true, backend: true, powershell: true, dismPath: true, timeouts: true });

/** `export SOURCE`: images into a file of their own. */
export function addExportCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, exportCommand);
  command.action(async (source: string, options: ExportOptions) => {
    const fields = checkFields(schema, await collectValues(command, context.io, fieldsOf(keys)));
    const { cwd } = context.io;
    const request = {
      ...fields, source: resolve(cwd, source), output: resolve(cwd, options.output), force: options.force === true,
      index: options.index === undefined ? undefined : indexes(options.index), form: options.form,
    };
    const engine = await context.loadEngine();
    await runJob(context, options, (callbacks) => engine.exportImages(request, callbacks), (result) => outputText(result, context.style(options), context.width()));
  });
}

function indexes(words: readonly string[]): number[] {
  return words.flatMap((word) => word.split(',')).map((word) => {
    if (!/^[1-9]\d*$/u.test(word)) throw new ServicingError('usage', `--index takes whole numbers from 1 on, not '${word}'`);
    return Number(word);
  });
}
