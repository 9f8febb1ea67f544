import { z } from 'zod';
import { backendSchema } from '../schema/common.js';

/** Version of the frames and requests; both sides refuse another. */
export const protocolVersion = 1;

const common = { v: z.literal(protocolVersion), id: z.string(), seq: z.number().int().positive() };
const itemSchema = z.record(z.string(), z.unknown());

const frameSchema = z.discriminatedUnion('type', [
  z.object({ ...common, type: z.literal('progress'), percent: z.number(), activity: z.string(), status: z.string() }),
  z.object({ ...common, type: z.literal('warning'), text: z.string() }),
  z.object({ ...common, type: z.literal('verbose'), text: z.string() }),
  z.object({ ...common, type: z.literal('output'), items: z.array(itemSchema) }),
  z.object({
    ...common,
    type: z.literal('spool'),
    path: z.string(),
    bytes: z.number().int().nonnegative(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  }),
  z.object({
    ...common,
    type: z.literal('error'),
    kind: z.enum(['cmdlet', 'cancelled', 'deadline', 'refused', 'bridge']),
    errorType: z.string(),
    message: z.string(),
    hresult: z.string().regex(/^0x[0-9a-f]{8}$/u),
    category: z.string(),
    fullyQualifiedErrorId: z.string(),
    position: z.string().optional(),
    others: z.array(z.string()).optional(),
  }),
  z.object({ ...common, type: z.literal('done') }),
]);

/** One message of the session. */
export type Frame = z.infer<typeof frameSchema>;
export type ErrorFrame = Extract<Frame, { type: 'error' }>;
export type SpoolFrame = Extract<Frame, { type: 'spool' }>;

/** A line bore the session's mark and was no frame of this protocol. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
}

/** What a line of stdout holds: a frame, and text that something else printed on the same line. */
export interface LineContent {
  frame?: Frame;
  noise?: string;
}

/**
 * Reads one line of the session's stdout. The nonce is random for each session, so nothing that a cmdlet prints can pass
 * for a frame.
 * @throws FrameError when the mark is there and the rest is broken.
 */
export function readLine(line: string, nonce: string): LineContent {
  const mark = frameMark(nonce);
  const at = line.indexOf(mark);
  if (at === -1) return line.trim() === '' ? {} : { noise: line };
  const noise = line.slice(0, at);
  const content: LineContent = { frame: parseFrame(line.slice(at + mark.length)) };
  if (noise.trim() !== '') content.noise = noise;
  return content;
}

/** The mark before each frame. */
export function frameMark(nonce: string): string {
  return `#osf:${nonce}:`;
}

function parseFrame(text: string): Frame {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new FrameError(`A frame is not JSON: ${text.slice(0, 200)}`, { cause: error });
  }
  const result = frameSchema.safeParse(data);
  if (!result.success) throw new FrameError(`A frame does not fit the protocol:\n${z.prettifyError(result.error)}`);
  return result.data;
}

/** The answer to the handshake, as it comes over the wire. */
export const greetingSchema = z.object({
  protocol: z.literal(protocolVersion),
  pid: z.number().int().positive(),
  powershellVersion: z.string().min(1),
  edition: z.string(),
  elevated: z.boolean(),
  is64Bit: z.boolean(),
  backend: backendSchema,
  dismVersion: z.string().min(1),
  dismPath: z.string().min(1),
  cmdlets: z.record(z.string(), z.array(z.string())),
  ownGroup: z.boolean(),
  /** Of the session's working folder; Windows only. */
  volume: z.object({ format: z.string(), kind: z.string() }).optional(),
});
export type Greeting = z.infer<typeof greetingSchema>;

/** What `Connect-Bridge` is told. */
export interface ConnectRequest {
  v: typeof protocolVersion;
  id: string;
  nonce: string;
  dismPath: string;
  clientPid: number;
  extra?: { module: string; cmdlets: string[] };
}

/** A call of a cmdlet; a long one lies in a file. */
export type BridgeRequest =
  | { v: typeof protocolVersion; id: string; requestFile: string }
  | {
      v: typeof protocolVersion;
      id: string;
      cmdlet: string;
      parameters: Record<string, unknown>;
      verbose: boolean;
      cancelFile: string;
      spoolFile: string;
      deadlineMs: number;
    };

/** The statement of a session, which serves its requests. The path of the bridge is data too: a folder may be named `$(x)`. */
export function connectLine(bridgeManifest: string, request: ConnectRequest): string {
  const path = `[Text.Encoding]::UTF8.GetString([Convert]::FromBase64String('${base64(bridgeManifest)}'))`;
  return (
    `Import-Module -Name ([Management.Automation.WildcardPattern]::Escape(${path})) -DisableNameChecking -ErrorAction Stop; ` +
    `Connect-Bridge '${base64(JSON.stringify(request))}'`
  );
}

/** The line of a request, which the bridge reads. To PowerShell itself it would be a comment. */
export function requestLine(request: BridgeRequest): string {
  return `#${base64(JSON.stringify(request))}`;
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
