#!/usr/bin/env node
import { toolVersion } from '../files/package-root.js';
import { processIo } from './io.js';

const words = process.argv.slice(2);
const io = processIo();

// Scripts ask for the version often, and it needs nothing of the command line's many modules.
if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) io.stdout.write(`${toolVersion()}\n`);
else {
  const [{ runCli }, { loadEngine }] = await Promise.all([import('./program.js'), import('./load-engine.js')]);
  // The exit code is set and the process ends by itself, so that pipes are flushed.
  process.exitCode = await runCli(words, io, loadEngine);
}
