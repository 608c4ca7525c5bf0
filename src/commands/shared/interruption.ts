import { CliError } from '../../output/cli-error.ts';
import type { ExitCode } from '../../output/exit-codes.ts';
import { EXIT } from '../../output/exit-codes.ts';

/** The reason of an aborted run: which signal ended it. Printed only where work was left undone. */
export class Interruption extends CliError {
  readonly signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'EPIPE';

  constructor(signal: Interruption['signal'], exit: ExitCode) {
    super({ exit, message: signal === 'EPIPE' ? 'standard output was closed' : `stopped by ${signal}` });
    this.name = 'Interruption';
    this.signal = signal;
  }
}

/** What {@link watchForInterruption} needs of `process`. */
interface ProcessLike {
  on(event: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void): unknown;
  exit(code: number): never;
  readonly stdout: { on(event: 'error', listener: (error: Error & { code?: string }) => void): unknown };
  readonly stderr: { on(event: 'error', listener: (error: Error & { code?: string }) => void): unknown };
}

/**
 * A signal that is aborted by SIGINT, SIGTERM, SIGHUP or a closed stdout, so that a command can put things back. A second SIGINT or
 * SIGTERM ends the process at once. A closed pipe is no failure: exit code 0, nothing printed.
 */
export function watchForInterruption(process: ProcessLike): AbortSignal {
  const controller = new AbortController();
  const codes = { SIGINT: EXIT.interrupt, SIGTERM: EXIT.terminated, SIGHUP: EXIT.hangup } as const;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(codes[signal]);
      controller.abort(new Interruption(signal, codes[signal]));
    });
  }
  process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    controller.abort(new Interruption('EPIPE', EXIT.ok));
  });
  process.stderr.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return controller.signal;
}
