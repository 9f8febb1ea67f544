import type { Command } from 'commander';
import { errorCodes } from '../../schema/errors.js';
import { servicingRequestSchema } from '../../schema/request.js';
import type { CliContext, OutputOptions } from '../context.js';
import { doctorText } from '../render/doctor-text.js';
import { addExamples, addOutputOptions, addRequestOptions, fieldsOf } from '../request-options.js';
import { checkFields, collectValues } from '../settings.js';

const keys = ['backend', 'powershell', 'dismPath'] as const;
const doctorSchema = servicingRequestSchema.pick({ backend: true, powershell: true, dismPath: true });

/** `doctor`: can this machine service media? Changes nothing. */
export function addDoctorCommand(program: Command, context: CliContext): void {
  const command = program.command('doctor')
    .description('Check whether this machine can service media: PowerShell, Dism, elevation, tools');
  addRequestOptions(command, keys);
  addOutputOptions(command);
  addExamples(command, [
    ['Before the first run', 'offline-servicing doctor'],
    ['For a bug report', 'offline-servicing doctor --json'],
  ]);
  command.action(async (options: OutputOptions) => {
    const { backend, powershell, dismPath } = checkFields(doctorSchema, await collectValues(command, context.io, fieldsOf(keys)));
    const engine = await context.loadEngine();
    const report = await engine.doctor({
      ...(backend === undefined ? {} : { backend }),
      ...(powershell === undefined ? {} : { powershell }),
      ...(dismPath === undefined ? {} : { dismPath }),
    });
    if (options.json === true) context.printJson(report);
    else context.print(doctorText(report, context.style(options), context.width()));
    if (!report.ok) context.exitCode = errorCodes.backend;
  });
}
