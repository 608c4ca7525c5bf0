import { CONFIG_MAP, CUSTOM_RESOURCE_DEFINITION, DEPLOYMENT, EVENT, LEASE, SECRET, STORAGE_CLASS } from '../../../kernel/builtin-types.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { JOB, POD, REPLICA_SET, STATEFUL_SET } from '../describe-object/known-types.ts';
import type { Verb } from './rule.ts';

/** Verbs on a type that is not one of ours. */
export interface OtherRight {
  readonly type: ResourceType;
  readonly verbs: readonly Verb[];
}

/** What a command needs on the API server. Reviews of one's own rights are everybody's right and are not listed. */
export interface CommandRights {
  /** On objects of the types that it is about. */
  readonly own?: readonly Verb[];
  /** It looks at the objects of all namespaces. */
  readonly everywhere?: true;
  readonly status?: readonly Verb[];
  /** On the scale subresource; `patch` on the object is then needed only of types that have none. */
  readonly scale?: readonly Verb[];
  readonly others?: readonly OtherRight[];
  /** On every type of child that a reconciler of these types declares. */
  readonly children?: readonly Verb[];
  /** It needs what the reconcilers of these types declare besides, and is about types that have one. */
  readonly reconciles?: true;
  /** What makes it tell more, and whose lack it survives. */
  readonly optional?: readonly OtherRight[];
  readonly optionalChildren?: readonly Verb[];
}

const LIST_EVENTS: OtherRight = { type: EVENT, verbs: ['list'] };
/** A command or a loop goes on where it may not tell what it did, but whoever grants it rights wants to be told. */
const WRITE_EVENTS: OtherRight = { type: EVENT, verbs: ['create'] };
/** Whether an operator runs. */
const OPERATORS: readonly OtherRight[] = [
  { type: DEPLOYMENT, verbs: ['get', 'list'] },
  { type: LEASE, verbs: ['get', 'list'] },
];
/** What stands behind a workload that does not come up. */
const WORKLOADS: readonly OtherRight[] = [POD, REPLICA_SET, JOB, DEPLOYMENT, STATEFUL_SET].map((type) => ({ type, verbs: ['list'] }));

/** The rights of every command that talks to a cluster. Manifests of other types need the same verbs on those. */
export const COMMAND_RIGHTS: Readonly<Record<string, CommandRights>> = {
  apply: { own: ['get', 'create', 'patch'], optional: [...OPERATORS, LIST_EVENTS] },
  check: {
    optional: [{ type: CUSTOM_RESOURCE_DEFINITION, verbs: ['get'] }, { type: STORAGE_CLASS, verbs: ['list'] }, ...OPERATORS],
  },
  create: { own: ['get', 'create'], optional: [...OPERATORS, LIST_EVENTS] },
  delete: { own: ['get', 'list', 'watch', 'delete'], optional: [...WORKLOADS, LIST_EVENTS], optionalChildren: ['list'] },
  describe: { own: ['get', 'list'], optional: [...WORKLOADS, LIST_EVENTS, { type: SECRET, verbs: ['get'] }], optionalChildren: ['list'] },
  diff: { own: ['get', 'create', 'patch'], children: ['get', 'list', 'create', 'patch'] },
  events: { own: ['get'], others: [{ type: EVENT, verbs: ['list', 'watch'] }], optional: WORKLOADS, optionalChildren: ['list'] },
  get: { own: ['get', 'list', 'watch'] },
  install: { others: [{ type: CUSTOM_RESOURCE_DEFINITION, verbs: ['get', 'create', 'patch'] }] },
  reconcile: {
    own: ['get', 'list', 'watch'],
    status: ['patch'],
    reconciles: true,
    children: ['get', 'list', 'watch', 'create', 'patch', 'delete'],
    others: [
      { type: LEASE, verbs: ['get', 'create', 'update'] },
      { type: EVENT, verbs: ['create', 'patch'] },
    ],
    optional: OPERATORS,
  },
  resume: { own: ['get', 'list', 'patch'], others: [WRITE_EVENTS] },
  scale: { own: ['get', 'patch'], scale: ['patch'] },
  status: { own: ['get', 'list', 'watch'] },
  suspend: { own: ['get', 'list', 'patch'], others: [WRITE_EVENTS] },
  uninstall: {
    own: ['list', 'delete'],
    everywhere: true,
    others: [{ type: CUSTOM_RESOURCE_DEFINITION, verbs: ['get', 'delete'] }],
  },
  validate: {
    optional: [
      { type: SECRET, verbs: ['get'] },
      { type: CONFIG_MAP, verbs: ['get'] },
      { type: STORAGE_CLASS, verbs: ['get'] },
    ],
  },
  wait: { own: ['get', 'list', 'watch'], optional: [...WORKLOADS, LIST_EVENTS] },
  why: { own: ['get', 'list'], optional: [...WORKLOADS, LIST_EVENTS, { type: SECRET, verbs: ['get'] }], optionalChildren: ['list'] },
};
