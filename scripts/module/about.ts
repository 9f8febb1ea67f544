import { cmdletCommands } from '../../src/schema/commands/all.js';
import type { PackageFacts } from './manifest.js';

/** Of a line with what it is moved in by. */
const width = 80;

/** Breaks a paragraph at blanks and moves it in, as help topics are written. */
function paragraph(text: string, by = 4): string {
  const lines = text.split(' ').reduce<string[]>((done, word) => {
    const last = done.at(-1);
    return last === undefined || last.length + word.length + 1 > width - by ? [...done, word] : [...done.slice(0, -1), `${last} ${word}`];
  }, []);
  return lines.map((line) => `${' '.repeat(by)}${line}`).join('\n');
}

function section(head: string, ...texts: readonly string[]): string {
  return `${head}\n${texts.join('\n\n')}`;
}

/** en-US/about_OfflineServicing.help.txt. */
export function renderAboutTopic({ description, engines }: Pick<PackageFacts, 'description' | 'engines'>): string {
  return `${[
    section('TOPIC', paragraph('about_OfflineServicing')),
    section('SHORT DESCRIPTION', paragraph(description)),
    section(
      'LONG DESCRIPTION',
      paragraph('Media is serviced as software is built: it is looked at, a plan is made, the plan is run step by step, the finished media is opened again and checked, and only then does the output appear.'),
      paragraph('The original media is only read. What a run has finished is kept: the same call again, or Resume-OfflineServicing, goes on where a run stopped.'),
      paragraph(`The module starts the program offline-servicing, which lies in its folder and needs Node.js ${engines.node.replace('>=', '')} or later: the node of the PATH, or the one that the environment variable OFFLINE_SERVICING_NODE names. Nothing is downloaded, and nothing is sent anywhere.`),
    ),
    section('COMMANDS', ...cmdletCommands.map(({ cmdlet, summary }) => `    ${cmdlet.name}\n${paragraph(`${cmdlet.synopsis ?? summary}.`, 8)}`)),
    section(
      'A FIRST RUN',
      paragraph('Look at the media and at the updates, read the plan, run it:'),
      [
        'Get-OfflineServicingMedia D:\\',
        'Get-OfflineServicingUpdate C:\\Updates',
        'Get-OfflineServicingPlan D:\\ C:\\Updates',
        'Invoke-OfflineServicing D:\\ C:\\Updates C:\\Refreshed',
      ].map((line) => `        ${line}`).join('\n'),
    ),
    section(
      'BACKENDS',
      paragraph('-Backend native is the Dism module of Windows and needs an elevated session. -Backend rehearsal does the same steps with an emulated Dism module on lab media, on any computer; its results are no Windows and say so.'),
    ),
    section(
      'CONFIGURATION FILE',
      paragraph('What stays the same from month to month can stand in a YAML or JSON file for -ConfigPath. Parameters win over it. offline-servicing.schema.json, which comes along, lets editors complete and check it.'),
    ),
    section(
      'ERRORS',
      paragraph('An error that concerns one media does not stop the others of a pipeline unless -ErrorAction Stop is given. Its exception has the HRESULT, its ErrorDetails.RecommendedAction says what to do; Get-OfflineServicingError explains codes.'),
    ),
    section('SEE ALSO', cmdletCommands.map(({ cmdlet }) => `    ${cmdlet.name}`).join('\n')),
  ].join('\n\n')}\n`;
}
