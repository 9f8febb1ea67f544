import type { CliEngine } from './engine.js';
import type { CliIo } from './io.js';
import { createStyle, wantsColor, type Style } from './render/style.js';
import { harmlessText, textWidth } from './render/text.js';

/** Options that every command has. */
export interface OutputOptions {
  json?: boolean;
  ndjson?: boolean;
  verbose?: boolean;
  quiet?: boolean;
  color?: boolean;
}

/** What a command works with: streams, the engine on demand, and the exit code it leaves. */
export class CliContext {
  readonly io: CliIo;
  readonly loadEngine: () => Promise<CliEngine>;
  /** Exit code of the process; a command that finds something wrong sets it. */
  exitCode = 0;

  constructor(io: CliIo, loadEngine: () => Promise<CliEngine>) {
    this.io = io;
    this.loadEngine = loadEngine;
  }

  /** Colours for stdout, or for stderr where said so. */
  style(options: OutputOptions, stream: 'stdout' | 'stderr' = 'stdout'): Style {
    return createStyle(wantsColor(this.io[stream], this.io.env, options.color !== false));
  }

  /** Columns for readable text on a stream: the terminal's, else what COLUMNS says. */
  width(stream: 'stdout' | 'stderr' = 'stdout'): number {
    return textWidth(this.io[stream].columns ?? Number(this.io.env['COLUMNS'] ?? 0));
  }

  /** The one JSON document of `--json`. */
  printJson(document: unknown): void {
    this.io.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  }

  /** One line of `--ndjson`. */
  printNdjson(document: unknown): void {
    this.io.stdout.write(`${JSON.stringify(document)}\n`);
  }

  /** Readable result on stdout. */
  print(text: string): void {
    this.io.stdout.write(`${harmlessText(text)}\n`);
  }

  /** Everything that is not the result. */
  note(text: string): void {
    this.io.stderr.write(`${harmlessText(text)}\n`);
  }
}
