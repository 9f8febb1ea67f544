import xterm from '@xterm/headless';

type Piece = readonly [seconds: number, text: string];

/** Pixels of a character, as monospaced fonts have them at this size. */
const [fontSize, charWidth, lineHeight, padding] = [14, 8.43, 19, 14];
/** Of the eight colours of a terminal by number; 9 is none. */
const palette = ['#484f58', '#ff7b72', '#57c278', '#e0b050', '#79b8ff', '#d2a8ff', '#56d4dd', '#e4e8ec'];
const [ink, page] = ['#e4e8ec', '#101418'];

interface Frame { readonly from: number; readonly rows: readonly string[] }

/**
 * What a terminal showed, as an animated picture that needs no program: each screen is visible for its time, in a circle.
 * @param options.step seconds between two screens at least
 * @param options.hold seconds for which the last one stays
 */
export async function castAsSvg(pieces: readonly Piece[], options: { columns: number; rows: number; step: number; hold: number; title: string }): Promise<string> {
  const { columns, rows, step, hold, title } = options;
  const frames = await framesOf(pieces, columns, rows, step);
  const length = (frames.at(-1)?.from ?? 0) + hold;
  const height = Math.max(...frames.map((frame) => frame.rows.length)) * lineHeight + 2 * padding;
  const width = Math.ceil(columns * charWidth + 2 * padding);
  const percent = (seconds: number): string => ((seconds / length) * 100).toFixed(2);
  const rules = frames.map(({ from }, at) => {
    const until = frames[at + 1]?.from ?? length;
    return `@keyframes f${at}{0%,${percent(from)}%{visibility:${at === 0 ? 'visible' : 'hidden'}}${percent(from)}%{visibility:visible}${percent(until)}%,100%{visibility:${until === length ? 'visible' : 'hidden'}}}#f${at}{animation:f${at} ${length.toFixed(2)}s step-end infinite}`;
  });
  const still = `@media (prefers-reduced-motion:reduce){g{animation:none!important;visibility:hidden}#f${frames.length - 1}{visibility:visible}}`;
  const pictures = frames.map((frame, at) => `<g id="f${at}">${frame.rows.map((row, line) => (row === '' ? '' : `<text y="${padding + (line + 0.75) * lineHeight}" xml:space="preserve">${row}</text>`)).join('')}</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}"><title>${title}</title>`
    + `<style>text{font:${fontSize}px ui-monospace,"Cascadia Mono",Consolas,Menlo,monospace;fill:${ink};white-space:pre}.b{font-weight:700}.d{opacity:.6}${palette.map((color, at) => `.c${at}{fill:${color}}`).join('')}${rules.join('')}${still}</style>`
    + `<rect width="100%" height="100%" rx="8" fill="${page}"/>${pictures.join('\n')}</svg>\n`;
}

async function framesOf(pieces: readonly Piece[], columns: number, rows: number, step: number): Promise<Frame[]> {
  const terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 0, allowProposedApi: true });
  const frames: Frame[] = [];
  let drawn = '';
  let shownAt = -Infinity;
  for (const [at, [seconds, text]] of pieces.entries()) {
    await new Promise<void>((resolve) => { terminal.write(text, resolve); });
    if (seconds - shownAt < step && at < pieces.length - 1) continue;
    const lines = Array.from({ length: rows }, (_, row) => rowOf(terminal, row));
    while (lines.at(-1) === '') lines.pop();
    if (lines.join('\n') === drawn || lines.length === 0) continue;
    drawn = lines.join('\n');
    shownAt = seconds;
    frames.push({ from: frames.length === 0 ? 0 : seconds, rows: lines });
  }
  return frames;
}

/** A row as text with the classes of its colours. */
function rowOf(terminal: InstanceType<typeof xterm.Terminal>, row: number): string {
  const line = terminal.buffer.active.getLine(terminal.buffer.active.viewportY + row);
  const runs: { style: string; text: string; x: number }[] = [];
  for (let x = 0; x < terminal.cols; x += 1) {
    const cell = line?.getCell(x);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const style = [cell.isBold() !== 0 ? 'b' : '', cell.isDim() !== 0 ? 'd' : '', cell.isFgPalette() ? `c${cell.getFgColor() % 8}` : ''].filter((name) => name !== '').join(' ');
    const last = runs.at(-1);
    const text = cell.getChars() || ' ';
    if (last?.style === style) last.text += text;
    else runs.push({ style, text, x });
  }
  while (runs.length > 0 && runs.at(-1)?.text.trim() === '') runs.pop();
  return runs.map(({ style, text, x }, at) => `<tspan x="${(padding + x * charWidth).toFixed(1)}"${style === '' ? '' : ` class="${style}"`}>${escaped(at === runs.length - 1 ? text.trimEnd() : text)}</tspan>`).join('');
}

function escaped(text: string): string {
  return text.replace(/&/gu, '&amp;').replace(/</gu, '&lt;').replace(/>/gu, '&gt;');
}
