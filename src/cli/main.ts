#!/usr/bin/env node
import { processIo } from './io.js';
import { loadEngine } from './load-engine.js';
import { runCli } from './program.js';

// The exit code is set and the process ends by itself, so that pipes are flushed.
process.exitCode = await runCli(process.argv.slice(2), processIo(), loadEngine);
