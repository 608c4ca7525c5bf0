import { DEPLOYMENT, NAMESPACE } from '../../../kernel/builtin-types.ts';
import { describeRef, type KubeObject } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import type { Lookup } from '../../../reconcile/engine/contract.ts';
import { isOurs } from '../../../reconcile/engine/intent.ts';
import { withoutManagedFields } from '../../../reconcile/engine/transform.ts';
import { SYSTEMS } from '../../../registry.ts';
import { runChecks } from '../check/run-checks.ts';
import { clusterReader, type ClusterReader } from '../describe-object/cluster-reader.ts';
import { loadKnowledge } from '../describe-object/load-knowledge.ts';
import { readAll } from '../get/read-all.ts';
import { kindsOf } from '../nouns.ts';
import { findOperator } from '../operators/find-operator.ts';
import { ourDeployments, reconciles } from '../operators/our-deployments.ts';
import { readObjects } from '../read-objects.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import { statusItem } from '../status-report.ts';
import { parseTargets } from '../targets.ts';
import { findCauses } from '../why/find-causes.ts';
import { allReferences, assembleFacts, type ReadOwn } from './assemble-facts.ts';
import type { Facts } from './facts.ts';
import { DAEMON_SET, OF_CLUSTER, OF_NAMESPACES } from './looked-through.ts';

const SYSTEM_NAMESPACE = 'kube-system';

/** What `check` is asked about where nobody says. */
const USUAL_COMMANDS: readonly string[] = ['get', 'reconcile'];

/** Health that needs no explanation. */
const WELL: ReadonlySet<string> = new Set(['healthy', 'suspended']);

export interface DiagnosisScope {
  /** Undefined: all namespaces. */
  readonly namespace: string | undefined;
  readonly signal: AbortSignal;
}

/** Everything that was read, and sentences about what could not be. */
export interface ReadOutcome {
  readonly facts: Facts;
  readonly unread: readonly string[];
}

/** Everything of a type in some namespaces (undefined: all); undefined where a part could not be read. */
async function listIn(
  reader: ClusterReader,
  type: ResourceType,
  namespaces: readonly (string | undefined)[],
): Promise<readonly KubeObject[] | undefined> {
  const listed = await Promise.all(namespaces.map((namespace) => reader.list(type, { namespace })));
  const parts = listed.map((one) => (one.state === 'read' ? one.objects : one.state === 'notServed' ? [] : undefined));
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

/** The namespaces to look through: the one asked for, and those made for objects that have none. */
async function namespacesFor(
  reader: ClusterReader,
  scope: DiagnosisScope,
  own: readonly Pick<ReadOwn, 'kind' | 'object'>[],
): Promise<readonly (string | undefined)[]> {
  if (scope.namespace === undefined) return [undefined];
  const wide = own.filter(({ object }) => object.metadata.namespace === undefined);
  const listed = wide.length === 0 ? undefined : await reader.list(NAMESPACE);
  const made = listed?.state === 'read' ? listed.objects.filter((one) => wide.some(({ kind, object }) => isOurs(kind, object, one))) : [];
  return [...new Set([scope.namespace, ...made.map(({ metadata }) => metadata.name)])];
}

/** Looks at the cluster once, for all rules. The server's answer to the first call decides whether there is anything to look at. */
export async function readFacts(session: Session, runtime: Runtime, scope: DiagnosisScope): Promise<ReadOutcome> {
  const { entry } = runtime;
  const { signal, namespace } = scope;
  const reader = clusterReader(session, signal);
  const systems = SYSTEMS.filter(({ id }) => entry.systems.includes(id));
  const kinds = kindsOf(entry);
  const checks = await runChecks({
    session,
    runtime,
    signal,
    systems,
    kinds,
    pre: false,
    namespace,
    commands: USUAL_COMMANDS,
    namedCommands: false,
  });
  const reading = { namespace, selector: undefined, ignoreNotFound: false, partIsWelcome: true, signal };
  const [knowledgeOf, { results, leftOut }, operators] = await Promise.all([
    loadKnowledge(entry, session.outside()),
    readAll(parseTargets(['all'], entry), { stderr: () => undefined }, (target) => readObjects(session, target, reading)),
    session.during({ verb: 'list', type: DEPLOYMENT }, async () => {
      const ours = ourDeployments(session.api, { namespace: undefined, signal });
      return await Promise.all(
        systems.map(async (system) => {
          const [found, all = []] = await Promise.all([findOperator(session.api, system.operator, { now: runtime.now(), signal }), ours]);
          return { system, found, managers: all.filter((deployment) => reconciles(deployment, system.id)) };
        }),
      );
    }),
  ]);
  const found = results.flatMap(({ target: { kind }, result }) =>
    result.found.map((object) => ({ kind, object: withoutManagedFields(object) })),
  );
  const namespaces = await namespacesFor(reader, scope, found);
  const lists = new Map<string, readonly KubeObject[]>();
  const keep = (type: ResourceType, objects: readonly KubeObject[] | undefined): void => {
    if (objects !== undefined) lists.set(type.kind, objects);
  };
  const causes = { session, reader, knowledgeOf, bin: entry.bin, now: runtime.now(), signal };
  const [own] = await Promise.all([
    Promise.all(
      found.map(async ({ kind, object }): Promise<ReadOwn> => {
        const isWell = WELL.has(statusItem(object).health);
        return { kind, object, chain: isWell ? [] : await findCauses(causes, kind, object) };
      }),
    ),
    ...OF_NAMESPACES.map(async (type) => keep(type, await listIn(reader, type, namespaces))),
    ...OF_CLUSTER.map(async (type) => keep(type, await listIn(reader, type, [undefined]))),
    listIn(reader, DAEMON_SET, [SYSTEM_NAMESPACE]).then((objects) => keep(DAEMON_SET, objects)),
  ]);
  const looks = new Map<string, Lookup<KubeObject>>();
  await Promise.all(
    own
      .flatMap((one) => allReferences(one, knowledgeOf))
      .map(async (reference) => void looks.set(describeRef(reference), await reader.get(reference))),
  );
  // Of our own kinds everything in scope was read, unless it was left out.
  for (const { target } of results) {
    const isWhole = !leftOut.some((words) => words.includes(target.kind.plural));
    if (isWhole)
      lists.set(
        target.kind.kind,
        found.filter(({ kind }) => kind === target.kind).map(({ object }) => object),
      );
  }
  const unknown = checks.filter(({ state }) => state === 'unknown').map(({ check, message }) => `${check}: ${message}`);
  const facts = assembleFacts(
    {
      now: runtime.now(),
      bin: entry.bin,
      own,
      checks,
      operators,
      lists,
      looks: (ref) => looks.get(describeRef(ref)) ?? { state: 'unknown', why: 'it was not read' },
    },
    knowledgeOf,
  );
  return { facts, unread: [...new Set([...leftOut.map((words) => `you may not read ${words}`), ...reader.refused(), ...unknown])] };
}
