#!/usr/bin/env node
/** The entry point: the only place where the real clock, randomness and environment come in. */
import { randomUUID } from 'node:crypto';
import { runCli } from './cli.ts';

// A reader that has seen enough (`| head`) closes the pipe; that is no error of ours. Long commands end then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  now: () => new Date(),
  newId: () => randomUUID(),
});
