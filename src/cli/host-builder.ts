import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../files/package-root.js';
import { ServicingError } from '../schema/errors.js';

/**
 * Builds the minimal PowerShell host of this package with the .NET SDK and returns the path of its `pwsh`. It is built
 * aside and then put in place, so a failed build leaves what was there.
 * @throws ServicingError `powershell` when the SDK is missing or the build fails, with the compiler's last lines
 */
export async function buildHost(): Promise<string> {
  const source = join(packageRoot(), 'ps', 'host');
  const staging = await mkdtemp(join(source, 'build-'));
  const built = join(source, 'bin');
  try {
    const next = join(staging, 'bin');
    const call = (verb: 'publish' | 'build', ...more: string[]) => execa(
      'dotnet', [verb, join(source, 'pwsh.csproj'), '--configuration', 'Release', '--output', next, '--nologo', '--verbosity', 'quiet', ...more], {
        cwd: source, stdin: 'ignore', all: true, reject: false,
        env: { DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' },
      });
    // Compiled ahead of time where the compiler for that can be had: a session then starts in a third of the time.
    const ahead = await call('publish', '-p:PublishReadyToRun=true');
    if (ahead.failed) {
      await rm(next, { recursive: true, force: true });
      const build = await call('build');
      if (build.failed) throw buildError(build.code, build.all);
    }
    await rm(built, { recursive: true, force: true });
    await rename(next, built);
    return join(built, process.platform === 'win32' ? 'pwsh.exe' : 'pwsh');
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

function buildError(code: string | undefined, output: string): ServicingError {
  if (code === 'ENOENT') {
    return new ServicingError('powershell', 'The .NET SDK was not found', {
      advice: 'Install the .NET SDK 10 from https://dot.net, or install PowerShell 7 and do without this host.',
    });
  }
  return new ServicingError('powershell', 'The PowerShell host could not be built', { details: output.trim().split('\n').slice(-12) });
}
