import * as z from 'zod/mini';
import type { ClusterTarget } from './cluster-target.ts';
import { configurationError } from './configuration-error.ts';
import type { Credential } from './credentials.ts';
import type { HostEnvironment } from './host-environment.ts';
import { runProgram } from './run-program.ts';
import type { ExecEntry } from './kubeconfig-schema.ts';

/** What a credential plugin gave. `expiresAt` is Unix milliseconds. */
export interface ExecResult {
  readonly credential: Credential;
  readonly expiresAt: number | undefined;
}

const API_VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

const text = z.optional(z.nullable(z.string()));

/** `ExecCredential` of client.authentication.k8s.io/v1: what a plugin prints. */
const execCredentialSchema = z.object({
  apiVersion: z.string(),
  kind: z.literal('ExecCredential'),
  status: z.object({ token: text, clientCertificateData: text, clientKeyData: text, expirationTimestamp: text }),
});

/** Runs a credential plugin once, with the protocol of client-go (KEP-541). Nothing that it prints on standard output is ever shown. */
export async function runExecPlugin(
  exec: ExecEntry,
  target: ClusterTarget,
  caData: Buffer | undefined,
  environment: HostEnvironment,
  signal: AbortSignal,
): Promise<ExecResult> {
  const where = `credential plugin ${exec.command} of user "${target.userName ?? ''}"`;
  if (!API_VERSIONS.includes(exec.apiVersion)) {
    throw configurationError(`${where}: apiVersion "${exec.apiVersion}" is not supported; use ${API_VERSIONS.join(' or ')}`);
  }
  const interactive = isInteractive(exec, environment, where);
  const variables = { ...environment.variables };
  for (const { name, value } of exec.env ?? []) variables[name] = value;
  variables['KUBERNETES_EXEC_INFO'] = JSON.stringify(execInfo(exec, target, caData, interactive));
  const end = await runProgram({ command: exec.command, args: exec.args ?? [], variables, interactive, signal });
  if (end.failure === 'missing') throw configurationError(`${where}: not found${hintOf(exec)}`);
  if (end.failure !== undefined) throw configurationError(`${where}: ${end.failure}`);
  return readResult(end.output, exec, where);
}

function hintOf(exec: ExecEntry): string {
  return exec.installHint ? `; ${exec.installHint.trim()}` : '; install it or put it on the PATH';
}

function isInteractive(exec: ExecEntry, environment: HostEnvironment, where: string): boolean {
  const mode = exec.interactiveMode ?? undefined;
  if (mode === undefined && exec.apiVersion === 'client.authentication.k8s.io/v1') {
    throw configurationError(`${where}: interactiveMode must be set with apiVersion ${exec.apiVersion}`);
  }
  if (mode === 'Always' && !environment.interactive) {
    throw configurationError(`${where}: it must ask you something, and standard input is not a terminal`);
  }
  return mode !== 'Never' && environment.interactive;
}

function execInfo(exec: ExecEntry, target: ClusterTarget, caData: Buffer | undefined, interactive: boolean): unknown {
  const cluster = {
    server: target.server.href.replace(/\/$/, ''),
    ...(target.tlsServerName !== undefined && { 'tls-server-name': target.tlsServerName }),
    ...(target.insecureSkipTlsVerify && { 'insecure-skip-tls-verify': true }),
    ...(caData !== undefined && { 'certificate-authority-data': caData.toString('base64') }),
    ...(target.proxyUrl !== undefined && { 'proxy-url': target.proxyUrl }),
    ...(target.execConfig !== undefined && { config: target.execConfig }),
  };
  return {
    kind: 'ExecCredential',
    apiVersion: exec.apiVersion,
    spec: { ...(exec.provideClusterInfo === true && { cluster }), interactive },
  };
}

function readResult(output: string, exec: ExecEntry, where: string): ExecResult {
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    throw configurationError(`${where}: printed something that is not JSON`);
  }
  const parsed = execCredentialSchema.safeParse(value);
  if (!parsed.success) {
    throw configurationError(`${where}: printed no valid ExecCredential (${parsed.error.issues[0]?.path.map(String).join('.') || 'root'})`);
  }
  const { apiVersion, status } = parsed.data;
  if (apiVersion !== exec.apiVersion) throw configurationError(`${where}: answered in ${apiVersion}, was asked for ${exec.apiVersion}`);
  const { token, clientCertificateData: cert, clientKeyData: key } = status;
  if (!token && !cert && !key) throw configurationError(`${where}: gave neither a token nor a certificate`);
  if (!cert !== !key)
    throw configurationError(`${where}: gave ${cert ? 'a certificate without its key' : 'a key without its certificate'}`);
  const expiresAt = status.expirationTimestamp ? Date.parse(status.expirationTimestamp) : undefined;
  if (Number.isNaN(expiresAt)) throw configurationError(`${where}: status.expirationTimestamp is not an RFC 3339 time`);
  return {
    credential: { ...(token && { authorization: `Bearer ${token}` }), ...(cert && key && { certificate: { cert, key } }) },
    expiresAt,
  };
}
