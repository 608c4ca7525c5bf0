/** How a command ended, as it is told on the error channel: a Status of the kind that `kubectl exec` reads. */
export type CommandStatus = Readonly<Record<string, unknown>>;

/** Exit code 0: Success; else a failure that carries the code (`k8s.io/apimachinery/pkg/util/remotecommand`). */
export function exitStatus(code: number): CommandStatus {
  if (code === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: command terminated with exit code ${String(code)}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}

/** The command could not be run, or its container is not there. */
export function internalStatus(cause: string): CommandStatus {
  return {
    metadata: {},
    status: 'Failure',
    message: `Internal error occurred: ${cause}`,
    reason: 'InternalError',
    details: { causes: [{ message: cause }] },
    code: 500,
  };
}
