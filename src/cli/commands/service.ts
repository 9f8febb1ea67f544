import type { Command } from 'commander';
import { requestFields } from '../../schema/request-fields.js';
import type { CliContext } from '../context.js';
import { addExamples, addRequestOptions, addRunOptions } from '../request-options.js';
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
  const command = program.command('service')
    .description('Bring installation media up to date: plan, service every image, verify, report');
  addRequestOptions(command);
  command
    .option('--config <file>', 'Take fields from a YAML or JSON file; flags and environment win over it')
    .option('--yes', 'Do not ask before starting')
    .option('--dry-run', 'Show the plan and stop');
  addRunOptions(command);
  command.addHelpText('after', `
Every option above the --config line has an environment variable: OFFLINE_SERVICING_ and its field in capitals, e.g.
OFFLINE_SERVICING_DISM_PATH. Flags win over the environment, the environment over the configuration file.`);
  addExamples(command, [
    ['Everything in one folder of updates', 'offline-servicing service --media D:\\ --updates C:\\updates --output C:\\refreshed'],
    ['Two editions, with .NET Framework 3.5', 'offline-servicing service --media D:\\ --updates C:\\updates --output C:\\refreshed --edition Professional Enterprise --netfx3'],
    ['In a pipeline', 'offline-servicing service --config refresh.yaml --json > result.json'],
    ['Without Windows', 'offline-servicing service --media lab/media --updates lab/updates --output lab/output --backend rehearsal'],
  ]);
  command.action(async (options: ServiceCommandOptions) => { await service(command, context, options); });
}
