/** A line longer than this is passed on in pieces, so that a flood without an end cannot fill the memory. */
const longestLine = 16 * 1024 * 1024;

/** Cuts a text stream into lines; LF and CRLF both end one. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  #parts: string[] = [];
  #length = 0;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** Takes the next chunk and passes on every line that it completes. */
  push(chunk: string): void {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', from)) {
      this.#parts.push(chunk.slice(from, end));
      this.#emit();
      from = end + 1;
    }
    if (from === chunk.length) return;
    this.#parts.push(from === 0 ? chunk : chunk.slice(from));
    this.#length += chunk.length - from;
    if (this.#length > longestLine) this.#emit();
  }

  /** Passes on what is left when the stream has ended. */
  flush(): void {
    if (this.#parts.length > 0) this.#emit();
  }

  #emit(): void {
    const line = this.#parts.join('');
    this.#parts = [];
    this.#length = 0;
    this.#onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  }
}
