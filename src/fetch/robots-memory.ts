/** Robots files kept for the life of this process, for commands that work without a database. */
import type { RobotsFile, RobotsStore } from './robots-gate.ts';

/** Keeps every file that it is given. */
export function createRobotsMemory(): RobotsStore {
  const files = new Map<string, RobotsFile>();
  return {
    load: async (origin) => files.get(origin) ?? null,
    save: async (origin, file) => void files.set(origin, file),
  };
}
