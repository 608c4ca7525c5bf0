/** A program to run for its standard output. Its standard error is the user's; its standard input too if `interactive`. */
export interface ProgramRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly interactive: boolean;
  /** Kills it. */
  readonly signal: AbortSignal;
}

/** How it ended. `failure`: `missing` where there is no such program, else why in words. */
export interface ProgramEnd {
  readonly output: string;
  readonly failure?: string;
}

/** Runs a program without a shell. Never rejects because of the program. */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const { spawn } = await import('node:child_process');
  return await new Promise((resolve) => {
    const child = spawn(run.command, run.args, {
      env: run.variables,
      stdio: [run.interactive ? 'inherit' : 'ignore', 'pipe', 'inherit'],
      signal: run.signal,
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) => {
      resolve({ output: '', failure: error.code === 'ENOENT' ? 'missing' : `could not be run (${error.code ?? error.name})` });
    });
    child.on('close', (code, signal) => {
      const output = Buffer.concat(chunks).toString('utf8');
      if (code === 0) resolve({ output });
      else resolve({ output, failure: signal === null ? `failed with exit code ${code}` : `was ended by ${signal}` });
    });
  });
}
