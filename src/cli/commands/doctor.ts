import type { Command } from 'commander';
import { errorCodes } from '../../schema/errors.js';
import { servicingRequestSchema } from '../../schema/request.js';
import { doctorCommand, doctorFields } from '../../schema/commands/tools.js';
import type { CliContext, OutputOptions } from '../context.js';
import { doctorText } from '../render/doctor-text.js';
import { addCommand } from '../registered-command.js';
import { fieldsOf } from '../request-options.js';
import { checkFields, collectValues } from '../settings.js';

const doctorSchema = servicingRequestSchema.pick({ backend: true, powershell: true, dismPath: true });

/** `doctor`: can this machine service media? Changes nothing. */
export function addDoctorCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, doctorCommand);
  command.action(async (options: OutputOptions) => {
    const { backend, powershell, dismPath } = checkFields(doctorSchema, await collectValues(command, context.io, fieldsOf(doctorFields)));
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
