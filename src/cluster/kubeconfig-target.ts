import { accessSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ClusterTarget, Impersonation, PemSource, UserTarget } from './cluster-target.ts';
import { configurationError } from './configuration-error.ts';
import type { KubeconfigOverrides } from './kubeconfig-overrides.ts';
import type { ClusterEntry, ContextEntry, UserEntry } from './kubeconfig-schema.ts';

/** The entries that a context chose, with the flags that change them. */
export interface TargetParts {
  readonly overrides: KubeconfigOverrides;
  readonly context: ContextEntry | undefined;
  readonly cluster: ClusterEntry | undefined;
  readonly user: UserEntry | undefined;
  readonly names: { readonly context: string | undefined; readonly cluster: string | undefined; readonly user: string | undefined };
  /** Where the entries came from: for messages. */
  readonly source: string;
}

/** The cluster extension that credential plugins get as `spec.cluster.config` (client-go `execConfigKey`). */
const EXEC_EXTENSION = 'client.authentication.k8s.io/exec';

/** Applies the overrides with kubectl's precedence (client-go `DirectClientConfig.getCluster`, `getAuthInfo`) and checks the result. */
export function targetOf(parts: TargetParts): ClusterTarget {
  const { overrides, context, names } = parts;
  const cluster = parts.cluster ?? {};
  const where = names.cluster === undefined ? parts.source : `cluster "${names.cluster}" in ${parts.source}`;
  const certificateAuthority = authorityOf(parts, where);
  const insecure = overridesTrust(overrides) ? overrides.insecureSkipTlsVerify === true : cluster['insecure-skip-tls-verify'] === true;
  if (insecure && certificateAuthority !== undefined) {
    throw configurationError(`${where}: certificate-authority and insecure-skip-tls-verify contradict each other`);
  }
  // A server given by flag is another server: the file's TLS name does not fit it.
  const tlsServerName = overrides.server === undefined ? (overrides.tlsServerName ?? cluster['tls-server-name']) : overrides.tlsServerName;
  const execConfig = cluster.extensions?.find((extension) => extension.name === EXEC_EXTENSION)?.extension;
  const proxyUrl = cluster['proxy-url'] || undefined;
  if (proxyUrl !== undefined) checkUrl(proxyUrl, ['http:', 'https:', 'socks5:', 'socks5h:'], `${where}: proxy-url`);
  const impersonate = impersonationOf(parts);
  const user = userOf(parts);
  return {
    ...(names.context !== undefined && { contextName: names.context }),
    ...(names.cluster !== undefined && { clusterName: names.cluster }),
    ...(names.user !== undefined && { userName: names.user }),
    ...(context?.namespace && { namespace: context.namespace }),
    server: serverOf(
      overrides.server ?? cluster.server ?? '',
      overrides.server === undefined ? `${where}: server` : '--server',
      insecure || certificateAuthority !== undefined || user.clientCertificate !== undefined,
    ),
    ...(certificateAuthority !== undefined && { certificateAuthority }),
    insecureSkipTlsVerify: insecure,
    ...(tlsServerName && { tlsServerName }),
    ...(proxyUrl !== undefined && { proxyUrl }),
    ...(execConfig !== undefined && { execConfig }),
    user,
    ...(impersonate !== undefined && { impersonate }),
  };
}

function overridesTrust(overrides: KubeconfigOverrides): boolean {
  return overrides.insecureSkipTlsVerify === true || overrides.certificateAuthority !== undefined;
}

function authorityOf(parts: TargetParts, where: string): PemSource | undefined {
  const { overrides } = parts;
  if (overridesTrust(overrides)) {
    return pemSource(overrides.certificateAuthority && resolve(overrides.certificateAuthority), undefined, '--certificate-authority');
  }
  const cluster = parts.cluster ?? {};
  return pemSource(cluster['certificate-authority'], cluster['certificate-authority-data'], `${where}: certificate-authority`);
}

function userOf({ user = {}, overrides, names, source }: TargetParts): UserTarget {
  const where = names.user === undefined ? source : `user "${names.user}" in ${source}`;
  const cert = pemSource(user['client-certificate'], user['client-certificate-data'], `${where}: client-certificate`);
  const key = pemSource(user['client-key'], user['client-key-data'], `${where}: client-key`);
  if ((cert === undefined) !== (key === undefined)) {
    throw configurationError(
      `${where}: ${cert === undefined ? 'client-key without client-certificate' : 'client-certificate without client-key'}`,
    );
  }
  const token = overrides.token ?? user.token;
  const tokenFile = overrides.token === undefined ? user.tokenFile : undefined;
  const username = overrides.token === undefined ? user.username : undefined;
  if (username && (token || tokenFile)) throw configurationError(`${where}: username and token contradict each other`);
  if (user.exec && user['auth-provider']) throw configurationError(`${where}: exec and auth-provider contradict each other`);
  const provider = user['auth-provider'];
  return {
    ...(cert !== undefined && key !== undefined && { clientCertificate: { cert, key } }),
    ...(token && { token }),
    ...(tokenFile && { tokenFile }),
    ...(username && { basic: { username, password: user.password ?? '' } }),
    ...(user.exec && { exec: user.exec }),
    ...(provider && { authProvider: { name: provider.name, config: provider.config ?? {} } }),
  };
}

function impersonationOf({ user, overrides }: TargetParts): Impersonation | undefined {
  const name = overrides.as ?? user?.as ?? '';
  const uid = overrides.asUid ?? user?.['as-uid'] ?? '';
  const groups = overrides.asGroups?.length ? overrides.asGroups : (user?.['as-groups'] ?? []);
  const extra = user?.['as-user-extra'] ?? {};
  if (name === '') {
    if (uid === '' && groups.length === 0 && Object.keys(extra).length === 0) return undefined;
    throw configurationError('impersonating a group, uid or extra needs a user too: add --as');
  }
  return { user: name, ...(uid !== '' && { uid }), ...(groups.length > 0 && { groups }), ...(Object.keys(extra).length > 0 && { extra }) };
}

/** A bare host:port is https where there are TLS settings, else http (client-go `DefaultServerURL`). */
function serverOf(server: string, where: string, usesTls: boolean): URL {
  if (server === '') throw configurationError(`${where} is not set`);
  return checkUrl(server.includes('://') ? server : `${usesTls ? 'https' : 'http'}://${server}`, ['http:', 'https:'], where);
}

function checkUrl(text: string, protocols: readonly string[], where: string): URL {
  const url = URL.parse(text);
  if (url === null || url.hostname === '' || !protocols.includes(url.protocol)) {
    throw configurationError(`${where} is not a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`);
  }
  return url;
}

/** `*-data` wins over the file, as kubectl has it. A file must be readable now: a clear message beats a failed handshake. */
function pemSource(file: string | null | undefined, data: string | null | undefined, where: string): PemSource | undefined {
  if (data) {
    const decoded = Buffer.from(data, 'base64');
    if (!decoded.includes('-----BEGIN')) throw configurationError(`${where}-data is not PEM in base64`);
    return { data: decoded };
  }
  if (!file) return undefined;
  try {
    accessSync(file);
  } catch (error) {
    throw configurationError(`${where}: cannot read ${file} (${(error as NodeJS.ErrnoException).code})`, error);
  }
  return { file };
}
