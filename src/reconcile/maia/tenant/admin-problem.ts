import type { AdminServer } from '../admin-api.ts';
import type { TenantProblem } from './tenant-problem.ts';

/** Reasons of the Admin API that mean the same whatever was asked. */
const SHARED: ReadonlySet<string> = new Set(['AdminAPIUnavailable', 'AuthenticationFailed', 'ConnectionFailed', 'RateLimited']);

/** Whether a failure is about the server as a whole, and not about what was asked of it. */
export function isServerWide(reason: string): boolean {
  return SHARED.has(reason);
}

function authenticationProblem(
  { apiKey, instance }: AdminServer,
  message: string,
): Omit<TenantProblem, 'reason' | 'message'> & { message: string } {
  const { name, namespace } = instance;
  if (apiKey === undefined) {
    const patch = `kubectl patch maiainstance ${name} -n ${namespace} --type merge -p '{"spec":{"security":{"apiKeySecretRef":{"name":"SECRET"}}}}'`;
    return {
      kind: 'stuck',
      message: `${message}; the instance names no Secret with its API key`,
      on: { kind: 'MaiaInstance', namespace, name },
      fix: patch,
    };
  }
  const restart = `kubectl rollout restart deployment ${name} -n ${namespace}, if the server was started with another key`;
  return { kind: 'stuck', message, on: { kind: 'Secret', namespace, name: apiKey.secret }, fix: restart };
}

/** What a failed call to the Admin API means for the tenant: a fault of image, key or network is told apart. */
export function adminProblem(reason: string, message: string, server: AdminServer): TenantProblem {
  const { name, namespace } = server.instance;
  const on = { kind: 'MaiaInstance', namespace, name };
  const describe = `kubectl describe maiainstance ${name} -n ${namespace}`;
  switch (reason) {
    case 'AdminAPIUnavailable': {
      const fix = `use an image whose server has an Admin API; now: kubectl get maiainstance ${name} -n ${namespace} -o jsonpath='{.spec.image}'`;
      return { kind: 'stuck', reason, message: `this server has no Admin API, and so no tenants: ${message}`, on, fix };
    }
    case 'AuthenticationFailed':
      return { reason, ...authenticationProblem(server, message) };
    case 'ConnectionFailed':
    case 'RateLimited':
      return { kind: 'waits', reason, message, on, fix: describe };
    case 'AlreadyExists':
    case 'NameConflict':
      return {
        kind: 'failed',
        reason: 'NameConflict',
        message,
        on,
        fix: 'rename or remove that tenant on the server, or give the MaiaTenant another name',
      };
    case 'ValueNotKept':
      return {
        kind: 'stuck',
        reason: 'SyncFailed',
        message,
        on,
        fix: 'look whether this server knows that field, and set in the spec what it keeps',
      };
    case 'InvalidInput':
    case 'Forbidden':
      return { kind: 'failed', reason: 'SyncFailed', message, on };
    default:
      return { kind: 'waits', reason: 'SyncFailed', message, on, fix: describe };
  }
}
