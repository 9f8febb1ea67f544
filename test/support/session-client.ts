import { PowerShellSession } from '../../src/powershell/session.js';
import type { SessionOptions } from '../../src/powershell/session.js';

// A client in a process of its own, for tests that do something to the process: tells what happens, a line each.
const options = JSON.parse(process.argv[2] ?? '{}') as SessionOptions;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
process.on('SIGINT', () => say('interrupted'));
const session = await PowerShellSession.open(options);
say(`session ${session.handshake.pid}`);
try {
  const { output } = await session.invoke({
    cmdlet: 'Invoke-TestWork',
    parameters: { Milliseconds: Number(process.argv[3]), Steps: 20, Until: process.argv[5] ?? '' },
    deadlineMs: 60_000,
    onWarning: () => say('working'),
  });
  say(`result ${String(output[0]?.['value'])}`);
} catch (error) {
  say(`failed ${String(error)}`);
}
say(`state ${session.state}`);
// Until it is killed, where the test says so.
if (process.argv[4] === 'stay') await new Promise((resolve) => setTimeout(resolve, 600_000));
await session.close();
