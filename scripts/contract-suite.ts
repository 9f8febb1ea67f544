/**
 * Runs the part of the contract suite that both backends can run.
 * npm run contract:suite -- [--backend native|rehearsal] [--winpe FOLDER [--transcripts FOLDER]]
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/files/package-root.js';

const { values } = parseArgs({
  options: { backend: { type: 'string', default: 'rehearsal' }, winpe: { type: 'string' }, transcripts: { type: 'string' } },
});
if (values.backend !== 'native' && values.backend !== 'rehearsal') {
  process.stderr.write('--backend takes native or rehearsal\n');
  process.exitCode = 2;
} else {
  const suite = values.winpe === undefined ? 'both-backends.test.js' : 'winpe.suite.js';
  const mocha = join(packageRoot(), 'node_modules', 'mocha', 'bin', 'mocha.js');
  const { status } = spawnSync(process.execPath, [mocha, '--no-config', join(packageRoot(), 'build-test', 'test', 'contract', suite)], {
    stdio: 'inherit',
    env: {
      ...process.env, OFFLINE_SERVICING_BACKEND: values.backend,
      ...(values.winpe === undefined ? {} : { OFFLINE_SERVICING_WINPE: resolve(values.winpe) }),
      ...(values.transcripts === undefined ? {} : { OFFLINE_SERVICING_TRANSCRIPTS: resolve(values.transcripts) }),
    },
  });
  process.exitCode = status ?? 1;
}
