import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import xterm from '@xterm/headless';

const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

export interface PtyOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** The program's stdout goes to this file, the rest to the terminal. */
  readonly stdoutTo?: string;
}

/** The program on a pseudo-terminal, whose screen a terminal emulator keeps. */
export class Pty {
  /** What was written, with its codes. */
  output = '';
  /** The same piece by piece, with the seconds after the start. */
  readonly pieces: [seconds: number, text: string][] = [];
  readonly ended: Promise<number | null>;
  readonly #screen: InstanceType<typeof xterm.Terminal>;
  readonly #child: ReturnType<typeof spawn>;
  readonly #watchers = new Set<() => void>();

  /** @param onScreen called after each piece of output, when it is on the screen */
  constructor(args: readonly string[], options: PtyOptions = {}, onScreen: (lines: string[]) => void = () => undefined) {
    const { columns = 80, rows = 24 } = options;
    this.#screen = new xterm.Terminal({ cols: columns, rows, scrollback: 2000, allowProposedApi: true, convertEol: false });
    const words = [process.execPath, main, ...args].map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
    const stdout = options.stdoutTo === undefined ? '' : ` >'${options.stdoutTo}'`;
    this.#child = spawn('script', ['--quiet', '--flush', '--return', '--command', `stty cols ${columns} rows ${rows}; exec ${words}${stdout}`, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, TERM: 'xterm-256color', CI: '', SHELL: '/bin/sh', ...options.env },
    });
    const started = Date.now();
    let shown: Promise<void> = Promise.resolve();
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
      this.pieces.push([(Date.now() - started) / 1000, text]);
      shown = shown.then(() => new Promise((resolve) => {
        this.#screen.write(text, () => {
          onScreen(this.lines());
          for (const watcher of [...this.#watchers]) watcher();
          resolve();
        });
      }));
    });
    this.ended = new Promise((resolve) => { this.#child.once('close', (code) => { void shown.then(() => { resolve(code); }); }); });
  }

  /** Types on the keyboard; `\u0003` is Ctrl+C. */
  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  /** Makes the terminal wider or narrower, as a window manager does. */
  resize(columns: number, rows: number): void {
    const device = terminalOf(this.#child.pid ?? 0);
    this.#screen.resize(columns, rows);
    spawn('stty', ['-F', device, 'cols', String(columns), 'rows', String(rows)], { stdio: 'inherit' });
  }

  /** Resolves when the screen, or what has scrolled out of it, shows the text. */
  async sees(text: string | RegExp): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (!this.lines().some((line) => (typeof text === 'string' ? line.includes(text) : text.test(line)))) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      void this.ended.then(() => { reject(new Error(`ended without ${String(text)}:\n${this.lines().join('\n')}`)); });
      look();
    });
  }

  /** All lines up to the last one with text. A line that the terminal had to wrap is two, the second marked with `↩`. */
  lines(): string[] {
    const buffer = this.#screen.buffer.active;
    const lines = Array.from({ length: buffer.length }, (_, at) => {
      const line = buffer.getLine(at);
      return `${line?.isWrapped === true ? '↩' : ''}${line?.translateToString(true) ?? ''}`;
    });
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }
}

/** The terminal of the only child of `script`. */
function terminalOf(pid: number): string {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const listed = readFileSync(`/proc/${child}/stat`, 'utf8');
  const [, , , , , device = '0'] = listed.slice(listed.lastIndexOf(')')).split(' ');
  // Minor number of the pseudo-terminal: low byte, and bits from 20 on.
  const number = (Number(device) & 0xff) | ((Number(device) >> 12) & 0xfff00);
  return `/dev/pts/${number}`;
}
