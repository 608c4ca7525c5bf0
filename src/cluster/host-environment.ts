import { homedir } from 'node:os';

/** What this folder takes from the machine it runs on. A parameter everywhere, so that tests make their own. */
export interface HostEnvironment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The user's home directory. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** Node's name of the processor architecture (`x64`, `arm64`). */
  readonly arch: string;
  /** Whether a person can answer at standard input: credential plugins ask for it. */
  readonly interactive: boolean;
  /** Where the service account of a pod is mounted. */
  readonly serviceAccountDir: string;
}

/** Where Kubernetes mounts the service account in every container. */
const SERVICE_ACCOUNT_DIR = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The environment of this process. */
export function hostEnvironment(): HostEnvironment {
  return {
    variables: process.env,
    home: homedir(),
    platform: process.platform,
    arch: process.arch,
    interactive: process.stdin.isTTY,
    serviceAccountDir: process.env['AISTACK_SERVICE_ACCOUNT_DIR'] || SERVICE_ACCOUNT_DIR,
  };
}
