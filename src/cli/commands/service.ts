import type { Command } from 'commander';
import { serviceCommand } from '../../schema/commands/service.js';
import { requestFields } from '../../schema/request-fields.js';
import type { CliContext } from '../context.js';
import { addCommand } from '../registered-command.js';
import type { RunOptions } from '../service-request.js';
import { checkRunOptions, serviceRequest } from '../service-request.js';
import { checkRequest, collectValues } from '../settings.js';
import { showPlan } from './plan.js';

interface ServiceCommandOptions extends RunOptions {
  config?: string;
  dryRun?: boolean;
}

async function service(command: Command, context: CliContext, options: ServiceCommandOptions): Promise<void> {
  checkRunOptions(options);
  if (options.dryRun === true) {
    await showPlan(command, context, options);
    return;
  }
  const request = checkRequest(await collectValues(command, context.io, requestFields, options.config));
  await serviceRequest(request, context, options);
}

/** `service`: the main job. */
export function addServiceCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, serviceCommand);
  command.action(async (options: ServiceCommandOptions) => { await service(command, context, options); });
}
