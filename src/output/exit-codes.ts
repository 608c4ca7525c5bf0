/** Every exit code of the program, by name. The numbers are an interface: scripts branch on them. */
export const EXIT = {
  ok: 0,
  general: 1,
  usage: 2,
  unchanged: 3,
  notFound: 4,
  denied: 5,
  conflict: 6,
  notServed: 7,
  unreachable: 8,
  failedState: 9,
  partial: 10,
  timeout: 124,
  hangup: 129,
  interrupt: 130,
  terminated: 143,
} as const;

export type ExitName = keyof typeof EXIT;
export type ExitCode = (typeof EXIT)[ExitName];

/** What `help exit-codes` prints. */
export const EXIT_CODE_MEANINGS: Readonly<Record<ExitName, string>> = {
  ok: 'success, or nothing to do',
  general: 'general error; a webhook or admission policy said no; differences or findings; something is blocked until a person acts',
  usage: 'wrong usage, or an invalid manifest (found here or by the API server)',
  unchanged: 'nothing was changed (only with --error-unchanged)',
  notFound: 'a named resource was not found',
  denied: 'unauthorized or forbidden',
  conflict: 'conflict: it exists already, another manager owns the field, a lease is held',
  notServed: 'the kind is not known to the cluster, or not in this version',
  unreachable: 'the API server or a tunnel cannot be reached, TLS failed, or there is no kubeconfig',
  failedState: 'the resource reached a terminal bad state',
  partial: 'some of several targets failed',
  timeout: '--timeout passed',
  hangup: 'SIGHUP before the work was done',
  interrupt: 'SIGINT before the work was done',
  terminated: 'SIGTERM before the work was done',
};
