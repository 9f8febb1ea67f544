import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, win32 } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../files/package-root.js';
import { Call } from './call.js';
import type { CallEnd } from './call.js';
import { Channel } from './channel.js';
import { sessionEnvironment } from './environment.js';
import { SessionError } from './errors.js';
import { NodePowerShellTransport } from './node-powershell-transport.js';
import { connectLine, greetingSchema, protocolVersion } from './protocol.js';
import type { ConnectRequest, Greeting } from './protocol.js';
import type { SessionOptions } from './session.js';

/** Windows PowerShell may take long to come up on a busy machine with a virus scanner. */
const defaultStartTimeoutMs = 120_000;

/** A channel whose session has passed the handshake. */
export interface StartedChannel {
  channel: Channel;
  greeting: Greeting;
  /** Random mark of this session's frames and files. */
  nonce: string;
}

/**
 * Starts PowerShell, loads the bridge and the Dism module, and checks that it is the backend that was asked for.
 * @throws SessionError with reason `start` or `cancelled`; nothing is left running.
 */
export async function startChannel(options: SessionOptions): Promise<StartedChannel> {
  if (options.signal?.aborted === true) throw cancelled();
  if (!isAbsolute(options.executable)) throw startError(`${options.executable} is not the absolute path of a PowerShell`);
  if (typeof options.workspace === 'string') await mkdir(options.workspace, { recursive: true });
  const nonce = randomBytes(12).toString('hex');
  const channel = new Channel(nonce, options.onLog ?? (() => undefined));
  const request: ConnectRequest = {
    v: protocolVersion,
    id: 'connect',
    nonce,
    dismPath: dismManifest(options),
    clientPid: process.pid,
    ...(options.extra === undefined ? {} : { extra: options.extra }),
  };
  const call = new Call(request.id, {});
  const plan = {
    deadlineMs: options.startTimeoutMs ?? defaultStartTimeoutMs,
    graceMs: 0,
    signal: options.signal,
  };
  const end = await channel.open(call, () => startTransport(options, channel, request), plan);
  try {
    const greeting = checkGreeting(options, end, call.items[0]);
    return { channel, greeting, nonce };
  } catch (error) {
    await channel.kill();
    throw error;
  }
}

function startTransport(options: SessionOptions, channel: Channel, request: ConnectRequest): NodePowerShellTransport {
  const bridge = join(packageRoot(), 'ps', 'bridge', 'OfflineServicing.Bridge.psd1');
  return new NodePowerShellTransport(
    {
      executable: options.executable,
      env: sessionEnvironment(process.env),
      // Beside the program itself nothing of ours is in anybody's way.
      cwd: typeof options.workspace === 'string' ? options.workspace : dirname(options.executable),
      onLine: (line) => channel.onLine(line),
      onErrorLine: (line) => channel.onErrorLine(line),
      onEnd: () => channel.onEnd(),
      onExit: (exit) => channel.onExit(exit),
    },
    connectLine(bridge, request),
  );
}

function dismManifest(options: SessionOptions): string {
  const given = options.dismPath;
  if (given !== undefined) return given.toLowerCase().endsWith('.psd1') ? given : join(given, 'Dism.psd1');
  if (options.backend === 'rehearsal') return join(packageRoot(), 'ps', 'rehearsal', 'bin', 'Dism', 'Dism.psd1');
  const windows = process.env['SystemRoot'] ?? 'C:\\Windows';
  return win32.join(windows, 'System32', 'WindowsPowerShell', 'v1.0', 'Modules', 'Dism', 'Dism.psd1');
}

function checkGreeting(options: SessionOptions, end: CallEnd, item: unknown): Greeting {
  const { executable } = options;
  if (end.type === 'failed') {
    const { error } = end;
    if (!(error instanceof SessionError)) throw startError(error.message, { cause: error });
    if (error.reason === 'cancelled') throw cancelled();
    throw startError(`${executable} did not come up: ${error.message}`, { details: error.details, cause: error });
  }
  if (end.type === 'error') {
    const { message, hresult, errorType } = end.frame;
    throw startError(`The Dism module cannot be used: ${message}`, { hresult, details: [errorType] });
  }
  const greeting = greetingSchema.safeParse(item);
  if (!greeting.success) throw startError(`The handshake does not fit the protocol:\n${z.prettifyError(greeting.error)}`);
  const { backend, dismPath } = greeting.data;
  if (backend !== options.backend) throw startError(`The module at ${dismPath} is ${backend}, not ${options.backend}`);
  return greeting.data;
}

function startError(message: string, fields: ConstructorParameters<typeof SessionError>[2] = {}): SessionError {
  return new SessionError('start', message, fields);
}

function cancelled(): SessionError {
  return new SessionError('cancelled', 'The start of a PowerShell session was cancelled');
}
