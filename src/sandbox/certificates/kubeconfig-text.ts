import { stringify } from 'yaml';
import type { KeyPair } from './issue-certificates.ts';

/** The context (and cluster) of every kubeconfig of a sandbox: by it a file is known to be one. */
export const SANDBOX_CONTEXT = 'aistack-sandbox';

/** Whom a kubeconfig speaks for, and to which server. */
export interface KubeconfigOptions {
  /** `https://127.0.0.1:port`. */
  readonly server: string;
  /** Certificate of the server's authority, in PEM. */
  readonly ca: string;
  readonly user: { readonly certificate: KeyPair } | { readonly token: string };
  /** The user's name in the file. */
  readonly name: string;
  /** Default: none, so `default`. */
  readonly namespace?: string;
}

function inline(text: string): string {
  return Buffer.from(text).toString('base64');
}

function credentials(user: KubeconfigOptions['user']): object {
  if ('token' in user) return { token: user.token };
  return { 'client-certificate-data': inline(user.certificate.cert), 'client-key-data': inline(user.certificate.key) };
}

/** A kubeconfig file as YAML, with certificates and keys inside. It holds a secret: write it for its user only. */
export function kubeconfigText({ server, ca, user, name, namespace }: KubeconfigOptions): string {
  const context = { cluster: SANDBOX_CONTEXT, user: name, ...(namespace === undefined ? {} : { namespace }) };
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: SANDBOX_CONTEXT, cluster: { server, 'certificate-authority-data': inline(ca) } }],
      users: [{ name, user: credentials(user) }],
      contexts: [{ name: SANDBOX_CONTEXT, context }],
      'current-context': SANDBOX_CONTEXT,
    },
    { lineWidth: 0 },
  );
}
