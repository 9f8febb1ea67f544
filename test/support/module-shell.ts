import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../src/files/package-root.js';
import type { TestPowerShell } from './full-powershell.js';

export interface ErrorSeen {
  id: string;
  category: string;
  target: string;
  message: string;
  hresult: number;
  exception: string;
  advice: string | null;
  command: string | null;
}

export interface ProgressSeen {
  id: number;
  parent: number;
  activity: string;
  status: string;
  percent: number;
  seconds: number;
  completed: boolean;
}

/** What a script has written, stream by stream. */
export interface ScriptSeen {
  output: unknown[];
  errors: ErrorSeen[];
  warnings: string[];
  verbose: string[];
  debug: string[];
  information: string[];
  progress: ProgressSeen[];
  /** Message of what ended the script. */
  thrown: string | null;
  /** It was stopped as Ctrl+C stops it. */
  stopped: boolean;
  /** What the host has shown. */
  text: string;
}

/** A PowerShell process with the module imported, which runs one script after the other. */
export class ModuleShell {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  #stderr = '';

  /** @param module path of the module's manifest */
  constructor({ executable }: TestPowerShell, module: string, { cwd, env = {} }: { cwd: string; env?: Record<string, string> }) {
    const script = join(packageRoot(), 'test', 'support', 'module-shell.ps1');
    this.#process = spawn(executable, ['-NoLogo', '-NoProfile', '-NonInteractive', '-File', script, module], {
      cwd, stdio: 'pipe', env: { ...process.env, ...env, NO_COLOR: '1', TERM: 'dumb' },
    });
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => { this.#stderr += text; });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /**
   * Runs a script to its end.
   * @param stopAt text of a verbose message at which the pipeline is stopped
   */
  async run(script: string, stopAt = ''): Promise<ScriptSeen> {
    this.#process.stdin.write(`${JSON.stringify({ script, stopAt })}\n`);
    const text: string[] = [];
    for (;;) {
      const { value, done } = await this.#lines.next() as IteratorResult<string, undefined>;
      if (done === true || value === undefined) throw new Error(`The PowerShell has ended: ${this.#stderr}`);
      const at = value.indexOf('#answer ');
      if (at === -1) text.push(value);
      else return { ...JSON.parse(value.slice(at + '#answer '.length)) as Omit<ScriptSeen, 'text'>, text: [...text, value.slice(0, at)].join('\n') };
    }
  }

  async close(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.stdin.end();
    await ended;
  }
}
