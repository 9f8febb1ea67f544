import { constants } from 'node:fs';
import { access, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { DismClient } from '../dism/client.js';
import type { MountedImage } from '../dism/objects.js';
import { removeTree } from '../files/remove-tree.js';
import { findPowerShell } from '../powershell/find-powershell.js';
import { findIsoWriter } from '../output/find-iso-writer.js';
import { PowerShellSession } from '../powershell/session.js';
import type { Backend } from '../schema/common.js';
import { ServicingError, toServicingError } from '../schema/errors.js';
import { chooseBackend } from './choose-backend.js';

export interface DoctorOptions {
  readonly backend?: Backend;
  readonly powershell?: string;
  readonly dismPath?: string;
}

export interface DoctorCheck {
  readonly id: string;
  readonly title: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly detail: string;
  readonly advice?: string;
}

export interface DoctorReport {
  readonly checks: DoctorCheck[];
  /** No check failed; warnings do not count. */
  readonly ok: boolean;
}

/** Programs that the rehearsal and the lab call, with the Debian package of each. */
const tools: readonly { program: string; package: string; purpose: string; needed: boolean }[] = [
  { program: 'wimlib-imagex', package: 'wimtools', purpose: 'WIM files', needed: true },
  { program: 'cabextract', package: 'cabextract', purpose: 'updates', needed: true },
  { program: 'hivexregedit', package: 'libwin-hivex-perl', purpose: 'registry hives', needed: false },
  { program: 'fusermount3', package: 'fuse3', purpose: 'mounting; without it images are unpacked', needed: false },
  { program: 'gcab', package: 'gcab', purpose: 'lab updates', needed: false },
];

/** Looks at this computer: what offline-servicing would run on, and what would stop it. Never throws for a finding. */
export async function doctor(options: DoctorOptions = {}): Promise<DoctorReport> {
  const checks: DoctorCheck[] = [nodeCheck(), await isoCheck()];
  try {
    const backend = chooseBackend(options.backend);
    checks.push({ id: 'backend', title: 'Backend', status: 'ok', detail: backend });
    if (backend === 'rehearsal') checks.push(...(await toolChecks()), await fuseCheck());
    checks.push(...(await sessionChecks(backend, options)));
  } catch (error) {
    checks.push(failed('backend', 'Backend', error));
  }
  return { checks, ok: checks.every((check) => check.status !== 'failed') };
}

function nodeCheck(): DoctorCheck {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  return { id: 'node', title: 'Node.js', status: enough ? 'ok' : 'failed', detail: process.version, ...(enough ? {} : { advice: 'Install Node.js 20.19 or later.' }) };
}

/** Only a run that makes an ISO file needs one. */
async function isoCheck(): Promise<DoctorCheck> {
  const base = { id: 'iso-writer', title: 'ISO files' };
  try {
    const { name, executable, hasUdf } = await findIsoWriter();
    return { ...base, status: 'ok', detail: `${name}${hasUdf ? '' : ', which knows no UDF: no file over 4 GiB'} (${executable})` };
  } catch (error) {
    return { ...failed('iso-writer', base.title, error), status: 'warning' };
  }
}

async function toolChecks(): Promise<DoctorCheck[]> {
  return Promise.all(tools.map(async (tool) => {
    const path = await findProgram(tool.program);
    const base = { id: `tool-${tool.program}`, title: tool.program };
    return path === undefined
      ? { ...base, status: tool.needed ? 'failed' as const : 'warning' as const, detail: `not found; for ${tool.purpose}`, advice: `apt-get install ${tool.package}` }
      : { ...base, status: 'ok' as const, detail: `${path}, for ${tool.purpose}` };
  }));
}

async function findProgram(program: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, program);
    if (folder !== '' && await can(path, constants.X_OK)) return path;
  }
  return undefined;
}

async function fuseCheck(): Promise<DoctorCheck> {
  const usable = await can('/dev/fuse', constants.R_OK | constants.W_OK);
  return { id: 'fuse', title: 'FUSE', status: usable ? 'ok' : 'warning', detail: usable ? '/dev/fuse' : '/dev/fuse cannot be used: images are unpacked instead of mounted' };
}

async function can(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(() => true, () => false);
}

async function sessionChecks(backend: Backend, options: DoctorOptions): Promise<DoctorCheck[]> {
  const checks: DoctorCheck[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'offline-servicing-doctor-'));
  let session: PowerShellSession | undefined;
  try {
    const found = await findPowerShell(options.powershell === undefined ? {} : { explicit: options.powershell });
    checks.push({ id: 'powershell', title: 'PowerShell', status: 'ok', detail: `${found.executable} (${found.source})` });
    session = await PowerShellSession.open({
      executable: found.executable, backend, workspace: folder, ...(options.dismPath === undefined ? {} : { dismPath: options.dismPath }),
    });
    const { handshake } = session;
    checks.push(
      { id: 'session', title: 'Session', status: 'ok', detail: `PowerShell ${handshake.powershellVersion} ${handshake.edition}, process ${handshake.pid}, protocol ${handshake.protocol}` },
      { id: 'dism', title: 'Dism module', status: 'ok', detail: `${handshake.backend}, ${handshake.dismVersion}, ${handshake.dismPath}` },
      elevationCheck(backend, handshake.elevated),
      mountFinding(await new DismClient(session, { logPath: join(folder, 'dism.log'), scratchDirectory: folder, timeouts: {} }).getMountedImages()),
    );
  } catch (error) {
    checks.push(failed(checks.some((check) => check.id === 'session') ? 'dism' : 'session', 'Session', error));
  } finally {
    await session?.close();
    await removeTree(folder);
  }
  return checks;
}

function elevationCheck(backend: Backend, elevated: boolean): DoctorCheck {
  if (elevated || backend === 'rehearsal') return { id: 'elevation', title: 'Elevation', status: 'ok', detail: elevated ? 'elevated' : 'not needed for the rehearsal' };
  return { id: 'elevation', title: 'Elevation', status: 'failed', detail: 'not elevated', advice: 'Start the console with "Run as administrator".' };
}

/** What images that are mounted here mean: broken ones, and those that an ended run has left, stand in the way of others. */
export function mountFinding(mounts: readonly MountedImage[]): DoctorCheck {
  const base = { id: 'mounts', title: 'Mounted images' };
  if (mounts.length === 0) return { ...base, status: 'ok', detail: 'none' };
  const detail = mounts.map((mount) => `${mount.Path} (${mount.MountStatus}, ${mount.ImagePath} index ${mount.ImageIndex})`).join('; ');
  const advice = 'Where no servicing is under way, they are left over: Dismount-WindowsImage -Discard -Path <folder>.';
  const broken = mounts.some((mount) => mount.MountStatus !== 'Ok');
  return { ...base, status: 'warning', detail, advice: broken ? `${advice} Broken ones of the whole computer go with Clear-WindowsCorruptMountPoint.` : advice };
}

function failed(id: string, title: string, caught: unknown): DoctorCheck {
  const error = toServicingError(caught);
  const advice = error instanceof ServicingError ? error.advice : undefined;
  return { id, title, status: 'failed', detail: error.message, ...(advice === undefined ? {} : { advice }) };
}
