import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { packageRoot } from '../../src/files/package-root.js';
import { DismClient } from '../../src/dism/client.js';
import type { BasicPackage } from '../../src/dism/objects.js';
import { PowerShellSession } from '../../src/powershell/session.js';
import { testPowerShells } from '../support/full-powershell.js';
import type { TestPowerShell } from '../support/full-powershell.js';
import { figure, median } from './figure.js';
import type { BenchContext, BenchGroup, Figure } from './figure.js';

const packages = 5_000;
/** Objects with all the properties that Get-WindowsPackage knows and a description: 2.2 KB of JSON each. */
const answer = { objects: 30_000, description: 1_500 };

/** A session that also lists packages out of its own memory, so that no time goes into finding them. */
class ListingSession {
  readonly #session: PowerShellSession;
  readonly #folder: string;
  readonly #plain: { text: string };

  private constructor(session: PowerShellSession, folder: string, plain: { text: string }) {
    this.#session = session;
    this.#folder = folder;
    this.#plain = plain;
  }

  static async open(executable: string, folder: string): Promise<ListingSession> {
    const plain = { text: '' };
    const session = await PowerShellSession.open({
      executable, backend: 'rehearsal', workspace: folder,
      extra: { module: join(packageRoot(), 'test', 'bench', 'Listing.psm1'), cmdlets: ['Get-BenchPackage', 'Write-BenchPlain'] },
      onLog: (line) => { if (line.startsWith('plain ')) plain.text = line.slice('plain '.length); },
    });
    return new ListingSession(session, folder, plain);
  }

  /** Through bridge, JSON and zod: what the tool does. */
  async typed(count: number, descriptionLength = 0): Promise<BasicPackage[]> {
    const invoker = {
      handshake: this.#session.handshake,
      invoke: (call: Parameters<PowerShellSession['invoke']>[0]) =>
        this.#session.invoke({ ...call, cmdlet: 'Get-BenchPackage', parameters: { Count: count, DescriptionLength: descriptionLength } }),
    };
    return await new DismClient(invoker, { logPath: join(this.#folder, 'dism.log'), scratchDirectory: join(this.#folder, 'scratch') }).getPackages(this.#folder);
  }

  /** `ConvertTo-Json`, printed, and `JSON.parse`: what a script would do. */
  async plain(count: number): Promise<unknown[]> {
    await this.#session.invoke({ cmdlet: 'Write-BenchPlain', parameters: { Count: count }, deadlineMs: 120_000 });
    const parsed = JSON.parse(this.#plain.text) as unknown[];
    this.#plain.text = '';
    return parsed;
  }

  async close(): Promise<void> {
    await this.#session.close();
  }
}

async function timed<T extends { length: number }>(expected: number, work: () => Promise<T>): Promise<number> {
  const started = performance.now();
  const { length } = await work();
  const ms = performance.now() - started;
  if (length !== expected) throw new Error(`${length} objects instead of ${expected}`);
  return ms;
}

async function measureOn(power: TestPowerShell, context: BenchContext): Promise<Figure[]> {
  const suffix = power.name === 'project host' ? 'host' : 'pwsh';
  const session = await ListingSession.open(power.executable, join(context.folder, suffix));
  try {
    const typed: number[] = [];
    const plain: number[] = [];
    // The first of each pays for what is compiled once.
    for (let round = -2; round < (context.quick ? 3 : 15); round += 1) {
      const one = await timed(packages, () => session.typed(packages));
      const other = await timed(packages, () => session.plain(packages));
      if (round < 0) continue;
      typed.push(one);
      plain.push(other);
    }
    context.say(`${power.name}: ${packages} packages typed ${median(typed).toFixed(0)} ms, plain ${median(plain).toFixed(0)} ms`);
    const rounds = context.quick ? 1 : 3;
    await session.typed(answer.objects, answer.description);
    const seconds: number[] = [];
    const blocks: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      seconds.push((await timed(answer.objects, () => session.typed(answer.objects, answer.description))) / 1_000);
      delay.disable();
      blocks.push(delay.max / 1e6);
    }
    return [
      figure({
        id: `g.ratio.${suffix}`, name: `5,000 packages as typed objects / ConvertTo-Json + JSON.parse, ${power.name}`, value: median(typed) / median(plain), target: 2,
        unit: 'x', higherIsBetter: false, note: `medians ${median(typed).toFixed(0)} and ${median(plain).toFixed(0)} ms in one session, in turn; after the first, which compiles`,
      }),
      figure({
        id: `g.answer.seconds.${suffix}`, name: `64 MB of answer, ${power.name}`, value: median(seconds), target: 2, unit: 's', higherIsBetter: false,
        note: `${answer.objects} objects of 29 properties; bounded by the projection in PowerShell and the two SHA-256`,
      }),
      figure({
        id: `g.answer.block.${suffix}`, name: `longest block of the event loop meanwhile, ${power.name}`, value: median(blocks), target: 50, unit: 'ms', higherIsBetter: false,
        note: 'maximum of monitorEventLoopDelay, median of the rounds; what is left is garbage collection',
      }),
    ];
  } finally {
    await session.close();
  }
}

export const listingGroup: BenchGroup = {
  id: 'g',
  title: 'Long answers: bridge, JSON and zod against ConvertTo-Json and JSON.parse',
  measure: async (context) => {
    const figures: Figure[] = [];
    for (const power of testPowerShells()) figures.push(...(await measureOn(power, context)));
    return figures;
  },
};
