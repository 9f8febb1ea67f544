import { FrameError } from './protocol.js';
import type { ErrorFrame, Frame, SpoolFrame } from './protocol.js';

/** What a call wants to hear while it runs. */
export interface CallListener {
  onProgress?: ((progress: { percent: number; activity?: string; status?: string }) => void) | undefined;
  onWarning?: ((text: string) => void) | undefined;
  onVerbose?: ((text: string) => void) | undefined;
}

/** How a call ended: the session's last frame, or why there will be none. */
export type CallEnd = { type: 'done' } | { type: 'error'; frame: ErrorFrame } | { type: 'failed'; error: Error };

/** Collects the frames of one call. */
export class Call {
  readonly id: string;
  readonly items: Record<string, unknown>[] = [];
  readonly warnings: string[] = [];
  /** Settles with the first end that is told; never rejects. */
  readonly ended: Promise<CallEnd>;
  spool: SpoolFrame | undefined;
  /** Has an end been told? */
  over = false;
  /** The first error that a listener threw. It must not end a cmdlet at work, so the caller gets it afterwards. */
  listenerError: Error | undefined;
  readonly #listener: CallListener;
  #seq = 0;
  #end!: (end: CallEnd) => void;

  constructor(id: string, listener: CallListener) {
    this.id = id;
    this.#listener = listener;
    this.ended = new Promise((resolve) => {
      this.#end = (end) => {
        this.over = true;
        resolve(end);
      };
    });
  }

  /** Takes the next frame of this call. @throws FrameError when it is another's, or one is missing before it. */
  accept(frame: Frame): void {
    if (frame.id !== this.id) throw new FrameError(`A frame of call ${frame.id} came while ${this.id} ran`);
    this.#seq += 1;
    if (frame.seq !== this.#seq) throw new FrameError(`Frame ${frame.seq} of call ${this.id} came where ${this.#seq} was due`);
    switch (frame.type) {
      case 'progress':
        this.#tell(this.#listener.onProgress, {
          percent: frame.percent,
          ...(frame.activity === '' ? {} : { activity: frame.activity }),
          ...(frame.status === '' ? {} : { status: frame.status }),
        });
        break;
      case 'warning':
        this.warnings.push(frame.text);
        this.#tell(this.#listener.onWarning, frame.text);
        break;
      case 'verbose':
        this.#tell(this.#listener.onVerbose, frame.text);
        break;
      case 'output':
        for (const item of frame.items) this.items.push(item);
        break;
      case 'spool':
        this.spool = frame;
        break;
      case 'error':
        this.#end({ type: 'error', frame });
        break;
      case 'done':
        this.#end({ type: 'done' });
        break;
    }
  }

  /** Ends the call without the session's word. */
  fail(error: Error): void {
    this.#end({ type: 'failed', error });
  }

  #tell<T>(listener: ((news: T) => void) | undefined, news: T): void {
    try {
      listener?.(news);
    } catch (error) {
      this.listenerError ??= error instanceof Error ? error : new Error(String(error));
    }
  }
}
