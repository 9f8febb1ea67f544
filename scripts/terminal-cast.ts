/**
 * Records what the demo's run shows on a terminal of 80 columns: docs/screenshots/terminal.cast (asciicast, for asciinema) and
 * terminal.svg, the same as a picture that moves. Calls of the rehearsal take durations two hundred times shorter than real ones. Needs
 * wimlib-imagex and script (bsdutils). Run: npm run cast
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../src/files/package-root.js';
import { makeLab } from '../src/lab/make-lab.js';
import { Pty } from '../test/support/pty.js';
import { castAsSvg } from './cast-svg.js';
import { pace } from './screenshot-pace.js';

const [columns, rows] = [80, 24];
const folder = join(packageRoot(), 'docs', 'screenshots');
const root = await mkdtemp(join(tmpdir(), 'offline-servicing-cast-'));
try {
  const lab = join(root, 'lab');
  await makeLab({ build: 17134, output: lab });
  const configuration = join(root, 'rehearsal.json');
  await writeFile(configuration, JSON.stringify({ pace, state: join(root, 'state') }));
  const shown = ['service', '--media', 'lab/media', '--updates', 'lab/updates', '--output', 'lab/output', '--backend', 'rehearsal', '--netfx3', '--yes'];
  process.chdir(root);
  const pty = new Pty(shown, { columns, rows, env: { OFFLINE_SERVICING_REHEARSAL: configuration, NO_COLOR: '' } });
  const code = await pty.ended;
  if (code !== 0) throw new Error(`The run ended with ${code}:\n${pty.lines().join('\n')}`);
  // The summary after it is long, and text; the picture ends with the last frame of the view.
  const end = pty.pieces.findIndex(([, text]) => text.includes('Rehearsed and verified'));
  const command = `$ offline-servicing ${shown.join(' ')}\r\n`;
  const pieces = [[0, command] as const, ...pty.pieces.slice(0, end).map(([seconds, text]) => [seconds + 1, text] as const)];
  await mkdir(folder, { recursive: true });
  const head = { version: 2, width: columns, height: rows, title: 'offline-servicing: a rehearsed run' };
  await writeFile(join(folder, 'terminal.cast'), [head, ...pieces.map(([seconds, text]) => [Number(seconds.toFixed(3)), 'o', text])].map((line) => `${JSON.stringify(line)}\n`).join(''));
  await writeFile(join(folder, 'terminal.svg'), await castAsSvg(pieces, { columns, rows, step: 0.5, hold: 4, title: 'A rehearsed run on a terminal: a line for each image with its step, share, time so far and time to come' }));
  process.stdout.write(`${join(folder, 'terminal.cast')}\n${join(folder, 'terminal.svg')}\n`);
} finally {
  process.chdir(packageRoot());
  await rm(root, { recursive: true, force: true });
}
