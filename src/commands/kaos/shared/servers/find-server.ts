import type { ServicePort } from '../../../../cluster/service-caller.ts';
import { isJsonObject, type JsonObject } from '../../../../kernel/json.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { CliError } from '../../../../output/cli-error.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import { workloadName } from '../../../../templates/kaos/workload-role.ts';
import type { Runtime } from '../../../shared/runtime.ts';
import type { Session } from '../../../shared/session.ts';
import type { KaosTarget } from './kaos-target.ts';
import { readNamed } from '../../../shared/read-named.ts';

/** An object that is there, and where its server is reached. */
export interface FoundServer {
  readonly object: KubeObject;
  readonly server: ServicePort;
  /** `Agent echo in namespace demo`. */
  readonly label: string;
}

function part(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The port in an endpoint; 80 where none is written. */
function portOf(endpoint: string): number {
  const port = URL.parse(endpoint)?.port ?? '';
  return port === '' ? 80 : Number(port);
}

/** What is in the way of asking it; undefined: nothing. */
function obstacle(object: KubeObject, label: string, target: KaosTarget, bin: string): CliError | undefined {
  const status = part(object['status']);
  const { name, namespace = '' } = object.metadata;
  const phase = text(status['phase']);
  const where = `-n ${namespace}`;
  const noun = `${target.kind.kind.toLowerCase()} ${name}`;
  if (phase === undefined) {
    return new CliError({
      exit: EXIT.general,
      message: `${label} is not ready`,
      why: 'no operator has looked at it yet',
      fix: `${bin} reconcile ${noun} ${where}`,
    });
  }
  const replicas = part(status['deployment'])['readyReplicas'];
  const serves = status['ready'] === true || (typeof replicas === 'number' && replicas > 0);
  const network = part(part(object['spec'])['agentNetwork']);
  if (text(status['endpoint']) === undefined && serves && target.role.app === 'agent' && network['expose'] !== true) {
    return new CliError({
      exit: EXIT.general,
      message: `${label} cannot be asked: it has no Service`,
      why: 'spec.agentNetwork.expose is not true',
      fix: `kubectl patch ${target.kind.plural}.${target.kind.group} ${name} ${where} --type merge -p '{"spec":{"agentNetwork":{"expose":true}}}'`,
    });
  }
  if (serves && text(status['endpoint']) !== undefined) return undefined;
  return new CliError({
    exit: phase === 'Failed' ? EXIT.failedState : EXIT.general,
    message: `${label} is not ready (phase ${phase})`,
    why: text(status['message']),
    fix: `${bin} why ${noun} ${where}`,
  });
}

/**
 * Reads an object and finds its server. Throws a CliError: 4 where there is no such object, 9 where it has failed, 1 where it is not ready or has no
 * Service. One that is not Ready but has ready pods is asked all the same, with a warning.
 */
export async function findServer(session: Session, target: KaosTarget, runtime: Runtime, signal: AbortSignal): Promise<FoundServer> {
  const { kind, name, role } = target;
  const { namespace } = session;
  const key = { namespace, name };
  const object = await readNamed(session, kind, key, signal);
  const label = `${kind.kind} ${name} in namespace ${namespace}`;
  const inTheWay = obstacle(object, label, target, runtime.entry.bin);
  if (inTheWay !== undefined) throw inTheWay;
  const status = part(object['status']);
  if (status['ready'] !== true) {
    const why = text(status['message']);
    runtime.stderr(`warning: ${label} is not ready${why === undefined ? '' : `: ${why}`}\n`);
  }
  return { object, label, server: { namespace, name: workloadName(role, name), port: portOf(text(status['endpoint']) ?? '') } };
}
