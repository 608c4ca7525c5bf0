import { childNames } from './names.ts';

/** Facts of the MAIA server and its image that several children share. Ports are TCP. */
export const MAIA_SERVER = {
  httpPort: 8080,
  /** Declared for clients that look for it; the server only validates the number and opens no gRPC listener. */
  grpcPort: 9090,
  /** One of the folders where the server looks for `maia.yaml`. */
  configDir: '/etc/maia',
  tlsDir: '/etc/maia-tls',
  /** Where backups lie: in the backup job, and read-only in the server. */
  backupDir: '/backup',
  /** Uid and gid of the image's user `maia`. */
  user: 1000,
} as const;

/** The host name of an instance's Service inside the cluster. */
export function serviceHost(instance: { readonly name: string; readonly namespace: string }): string {
  return `${childNames.service(instance.name)}.${instance.namespace}.svc`;
}

/** The URL of an instance inside the cluster. */
export function serviceEndpoint(instance: { readonly name: string; readonly namespace: string }, tls: boolean): string {
  return `${tls ? 'https' : 'http'}://${serviceHost(instance)}:${MAIA_SERVER.httpPort}`;
}
