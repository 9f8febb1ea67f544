import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { runTool } from './tool.js';

export interface CabinetEntry {
  /** Relative path with `/`. */
  name: string;
  content: Buffer;
  time: Date;
}

export interface CabinetOptions {
  /** MSZIP; default stored. */
  compress?: boolean;
  signal?: AbortSignal | undefined;
}

/**
 * Writes a cabinet with its members in the order given; equal entries give equal bytes.
 * @throws ServicingError see {@link runTool}
 */
export async function makeCabinet(entries: readonly CabinetEntry[], file: string, options: CabinetOptions = {}): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'os-lab-cab-'));
  try {
    for (const entry of entries) {
      const path = join(folder, entry.name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, entry.content);
      await utimes(path, entry.time, entry.time);
    }
    const switches = options.compress === true ? ['-c', '-z'] : ['-c'];
    await runTool('gcab', [...switches, resolve(file), ...entries.map((entry) => entry.name)], { cwd: folder, signal: options.signal });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
