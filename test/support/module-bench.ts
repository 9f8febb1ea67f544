import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { packageRoot } from '../../src/files/package-root.js';
import { copyOfLab } from './shared-lab.js';

/** How the program answers for media of the bench, in place of a run of half a minute. */
export interface PlayedRun {
  /** Written line by line, as --ndjson does. */
  lines: readonly unknown[];
  /** Waits for `cancel` before the last line. */
  waits?: true;
  exitCode?: number;
  /** Leaves a process behind that holds its stdout open. */
  holds?: true;
  /** What `plan` shows of it. */
  plan?: string;
}

/** A call of the program: its arguments, and what came on stdin. */
export interface SeenCall {
  argv: string[];
  control?: string;
  /** Process that was left behind. */
  holder?: number;
}

/** A folder with the module, whose program is that of this build, or plays what media of the bench say. */
export class ModuleBench {
  /** Real path: a link in it would show in messages. */
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'offline-servicing-module-')));
  readonly manifest: string;
  readonly #calls: string;

  constructor() {
    const module = join(this.root, 'OfflineServicing');
    this.manifest = join(module, 'OfflineServicing.psd1');
    this.#calls = join(this.root, 'calls.ndjson');
    cpSync(join(packageRoot(), 'module-manifest', 'OfflineServicing'), module, { recursive: true });
    mkdirSync(join(module, 'cli'));
    const real = pathToFileURL(join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.js')).href;
    writeFileSync(join(module, 'cli', 'main.mjs'), playerSource(real, this.#calls));
  }

  at(...path: string[]): string {
    return join(this.root, ...path);
  }

  /** Media with this name for which the program plays a run. */
  played(name: string, run: PlayedRun): string {
    const folder = this.at(name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'played.json'), JSON.stringify(run));
    return folder;
  }

  /** Media and updates of the lab, once makeLab has ended. */
  get lab(): string {
    return this.at('lab');
  }

  /** Makes the smallest lab media, of one edition, with updates. */
  async makeLab(): Promise<void> {
    await copyOfLab({ build: 17134, output: this.lab, editions: ['Core'], megabytes: 0 });
  }

  /** A script file of the bench. */
  script(name: string, text: string, mode = 0o644): string {
    writeFileSync(this.at(name), text, { mode });
    return this.at(name);
  }

  /** The calls of the program since the last look. */
  calls(): SeenCall[] {
    if (!existsSync(this.#calls)) return [];
    const calls = readFileSync(this.#calls, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as SeenCall);
    rmSync(this.#calls);
    return calls;
  }

  /** Process ids of the bench's program that are still there. */
  async programs(): Promise<string[]> {
    const { stdout } = await execa('pgrep', ['-f', `^\\S*node ${this.at('OfflineServicing', 'cli', 'main.mjs')}`], { reject: false });
    return stdout.split('\n').filter((id) => id !== '');
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The program of the bench: notes its arguments, then plays a run or is the real one. */
function playerSource(real: string, calls: string): string {
  return `import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
const argv = process.argv.slice(2);
const note = (more) => appendFileSync(${JSON.stringify(calls)}, JSON.stringify({ argv, ...more }) + '\\n');
const media = argv.find((word) => word.startsWith('--media='))?.slice('--media='.length);
const file = media + '/played.json';
if (media !== undefined && existsSync(file)) {
  const { lines, waits, exitCode, holds, plan } = JSON.parse(readFileSync(file, 'utf8'));
  if (argv[0] === 'plan') {
    note({});
    console.log(plan);
    process.exit();
  }
  const holder = holds ? spawn('sleep', ['120'], { stdio: ['ignore', 'inherit', 'inherit'], detached: true }) : undefined;
  holder?.unref();
  const write = (line) => process.stdout.write((typeof line === 'string' ? line : JSON.stringify(line)) + '\\n');
  for (const line of lines.slice(0, -1)) write(line);
  let control = '';
  if (waits) for await (const chunk of process.stdin) control += chunk;
  write(lines.at(-1));
  note({ control, holder: holder?.pid });
  process.exitCode = exitCode ?? 0;
  process.stdin.destroy();
} else {
  note({});
  await import(${JSON.stringify(real)});
}
`;
}
