import type { z } from 'zod';
import { CmdletError } from '../powershell/errors.js';
import { Turn } from '../powershell/turn.js';
import { ServicingError } from '../schema/errors.js';
import { prepareFolders } from './call-context.js';
import type { CallContext } from './call-context.js';
import type { CmdletInvoker } from './cmdlet-invoker.js';
import { deadlineMsOf } from './deadlines.js';
import { hresultOf, toDismError } from './dism-error.js';
import { imageObjectSchema } from './objects.js';
import type { ImageObject } from './objects.js';

/** Parameters of a call; undefined and false are left out, since a switch is either given or not. */
export type Parameters = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

const reloadSession = '0x00000001';
/** Codes that some hosts throw although they mean success: reload the session, restart the computer or a service. */
const thrownSuccess = new Set([reloadSession, '0x00000bc2', '0x00000bc3']);

/** Makes the calls of one step: common parameters, deadline, errors, and the check of what comes back. */
export class DismCaller {
  readonly invoker: CmdletInvoker;
  readonly context: CallContext;

  constructor(invoker: CmdletInvoker, context: CallContext) {
    this.invoker = invoker;
    this.context = context;
  }

  /** Objects of a cmdlet, checked. Throws DismError, or ServicingError 'session' for an object of another shape. */
  async many<T extends z.ZodType>(cmdlet: string, parameters: Parameters, schema: T): Promise<z.infer<T>[]> {
    const objects: z.infer<T>[] = [];
    const turn = new Turn();
    for (const object of await this.run(cmdlet, parameters)) {
      objects.push(check(cmdlet, object, schema));
      if (turn.isOver) await turn.next();
    }
    return objects;
  }

  /** The one object of a cmdlet; any other number of objects is an error of the session. */
  async one<T extends z.ZodType>(cmdlet: string, parameters: Parameters, schema: T): Promise<z.infer<T>> {
    const objects = await this.many(cmdlet, parameters, schema);
    if (objects.length !== 1) {
      throw new ServicingError('session', `${cmdlet} answered with ${objects.length} objects instead of one`);
    }
    return objects[0]!;
  }

  /**
   * Calls a cmdlet that changes an image. How many objects it answers with is not relied on: an hour's work must not be
   * lost over that, and its result is read back anyway.
   */
  async change(cmdlet: string, parameters: Parameters): Promise<ImageObject> {
    const objects = await this.many(cmdlet, parameters, imageObjectSchema);
    return { RestartNeeded: objects.some((object) => object.RestartNeeded) };
  }

  /** Calls a cmdlet and gives its raw objects. */
  async run(cmdlet: string, parameters: Parameters): Promise<Record<string, unknown>[]> {
    const { context } = this;
    const { onProgress } = context;
    await prepareFolders(context);
    try {
      const result = await this.invoker.invoke({
        cmdlet,
        parameters: {
          ...Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined && value !== false)),
          LogPath: context.logPath,
          ScratchDirectory: context.scratchDirectory,
        },
        deadlineMs: deadlineMsOf(cmdlet, context.timeouts),
        ...(context.signal === undefined ? {} : { signal: context.signal }),
        ...(onProgress === undefined ? {} : { onProgress: (progress) => { if (progress.percent >= 0) onProgress(progress); } }),
        ...(context.onWarning === undefined ? {} : { onWarning: context.onWarning }),
      });
      return result.output;
    } catch (error) {
      if (!(error instanceof CmdletError)) throw error;
      const hresult = hresultOf(error);
      if (hresult !== undefined && thrownSuccess.has(hresult)) return [{ RestartNeeded: hresult !== reloadSession }];
      if (context.signal?.aborted === true) {
        throw new ServicingError('cancelled', `${cmdlet} was cancelled`, { logPath: context.logPath, cause: error });
      }
      throw toDismError(error, context);
    }
  }
}

function check<T extends z.ZodType>(cmdlet: string, object: unknown, schema: T): z.infer<T> {
  const parsed = schema.safeParse(object);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'object'}: ${issue.message}`);
  throw new ServicingError('session', `${cmdlet} answered with an object of another shape: property ${problems[0]}`, {
    details: problems,
    advice: 'The Dism module in use differs from the known ones; please report it with the log of the run.',
  });
}
