/** Runs the programs of the embedded server under the account that the server belongs to. */
import { execFile } from 'node:child_process';

/** Whom a program runs as; null stands for the user of this process. */
export interface ServerAccount {
  readonly uid: number;
  readonly gid: number;
}

export interface Ended {
  readonly code: number;
  /** Standard output and error together, trimmed. */
  readonly output: string;
}

const inheritedVariables = ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot', 'TEMP', 'TMP'];

/** The programs see neither our secrets nor PG* variables, and speak English whatever the terminal does. */
export function serverEnvironment(): Record<string, string> {
  const inherited = inheritedVariables.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(inherited), LC_ALL: 'C', TZ: 'UTC' };
}

/**
 * Runs a program to its end and returns its exit code and output; only a program that cannot be started or
 * is cut off (`timeoutMs`, `signal`) rejects. It runs in `/`, since the account may not enter our folder.
 */
export function runProgram(
  file: string,
  parameters: readonly string[],
  options: {
    readonly account: ServerAccount | null;
    readonly timeoutMs: number;
    readonly signal?: AbortSignal;
  },
): Promise<Ended> {
  const { account, timeoutMs: timeout, signal } = options;
  return new Promise((resolve, reject) => {
    execFile(
      file,
      parameters,
      { ...account, cwd: '/', env: serverEnvironment(), timeout, ...(signal ? { signal } : {}) },
      (error, stdout, stderr) => {
        const output = `${stdout}${stderr}`.trim();
        if (!error) resolve({ code: 0, output });
        else if (typeof error.code === 'number') resolve({ code: error.code, output });
        else reject(error);
      },
    );
  });
}
