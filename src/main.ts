#!/usr/bin/env node
/** The entry point: the only place where the real clock, randomness and environment come in. */
import { randomUUID } from 'node:crypto';
import { runCli } from './cli.ts';

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  now: () => new Date(),
  newId: () => randomUUID(),
});
