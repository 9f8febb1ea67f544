#!/usr/bin/env node
import { toolVersion } from '../files/package-root.js';
import { processIo, written } from './io.js';

const words = process.argv.slice(2);
const io = processIo();

// Scripts ask for the version often, and it needs nothing of the command line's many modules.
if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) io.stdout.write(`${toolVersion()}\n`);
else {
  const [{ runCli }, { loadEngine }] = await Promise.all([import('./program.js'), import('./load-engine.js')]);
  const exitCode = await runCli(words, io, loadEngine);
  for (const stream of [io.stdout, io.stderr]) await written(stream);
  // A process that ends by itself takes its handlers of signals off long before it is gone (20 ms and more): a Ctrl+C in that
  // time would make a killed run of one that has told its end.
  process.exit(exitCode);
}
