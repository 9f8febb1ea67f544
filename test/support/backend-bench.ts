import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPowerShell } from '../../src/powershell/find-powershell.js';
import { PowerShellSession } from '../../src/powershell/session.js';
import { CmdletError } from '../../src/powershell/errors.js';
import type { Backend } from '../../src/schema/common.js';

/** The backend that the contract suite runs on: `--backend` of `npm run contract:suite`, the rehearsal by default. */
export const suiteBackend: Backend = process.env.OFFLINE_SERVICING_BACKEND === 'native' ? 'native' : 'rehearsal';

type Record_ = Record<string, unknown>;

/** One session on the suite's backend and a folder of its own, for tests that native DISM can run on WIMs made by itself. */
export class BackendBench {
  root = '';
  #session: PowerShellSession | undefined;

  async open(): Promise<void> {
    // Below the working volume's temp folder: a mount needs a fixed local volume and a short path.
    this.root = mkdtempSync(join(tmpdir(), 'os-suite-'));
    const { executable } = await findPowerShell({});
    this.#session = await PowerShellSession.open({ executable, backend: suiteBackend, workspace: join(this.root, 'session') });
  }

  async close(): Promise<void> {
    for (const mount of await this.call('Get-WindowsImage', { Mounted: true })) {
      if (String(mount['Path']).startsWith(this.root)) await this.call('Dismount-WindowsImage', { Path: mount['Path'], Discard: true });
    }
    await this.#session?.close();
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  get session(): PowerShellSession {
    if (this.#session === undefined) throw new Error('The bench is not open');
    return this.#session;
  }

  async call(cmdlet: string, parameters: Record_ = {}): Promise<Record_[]> {
    const result = await this.session.invoke({ cmdlet, parameters, deadlineMs: 300_000 });
    return result.output;
  }

  /** The error that a call ends in. */
  async failure(cmdlet: string, parameters: Record_): Promise<CmdletError> {
    try {
      await this.call(cmdlet, parameters);
    } catch (error) {
      if (error instanceof CmdletError) return error;
      throw error;
    }
    throw new Error(`${cmdlet} did not fail`);
  }

  folder(...parts: string[]): string {
    const path = join(this.root, ...parts);
    mkdirSync(path, { recursive: true });
    return path;
  }

  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  /** A folder with a few files, to capture. */
  tree(name: string): string {
    const folder = this.folder(name);
    writeFileSync(join(this.folder(name, 'sub'), 'inner.txt'), 'inner');
    writeFileSync(join(folder, 'plain.txt'), 'plain');
    writeFileSync(join(folder, 'large.bin'), Buffer.alloc(300_000, 'a line that compresses well\n'));
    return folder;
  }

  /** A WIM made by the backend itself. */
  async wim(name: string, parameters: Record_ = {}): Promise<string> {
    const path = this.path(`${name}.wim`);
    await this.call('New-WindowsImage', { CapturePath: this.tree(`${name}-tree`), ImagePath: path, Name: name, Description: `${name} described`, ...parameters });
    return path;
  }
}
