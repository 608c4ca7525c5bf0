import type { SystemId } from '../../../kernel/kind-definition.ts';
import type { FieldDifference } from '../diff/field-differences.ts';

/** What stands in the way. `blocks`: nothing is done before it is mended; `by hand`: the rest is done, this remains; `note`: good to know. */
export interface Finding {
  readonly weight: 'blocks' | 'by hand' | 'note';
  readonly about: string;
  readonly message: string;
  readonly fix?: string;
}

/** A Deployment that reconciles the system. */
export interface OperatorItem {
  readonly namespace: string;
  readonly name: string;
  readonly image: string;
  readonly replicas: number;
  readonly ready: number;
  /** `upstream`: to be stopped; `stopped`: by a migration, which remembers its replicas; `ours`: this program. */
  readonly is: 'upstream' | 'stopped' | 'ours';
}

/** A lease of the system's operator. */
export interface LeaseItem {
  readonly namespace: string;
  readonly name: string;
  readonly holder: string | null;
}

/** A stored object that the new schema does not accept. */
export interface RefusedObject {
  readonly object: string;
  readonly namespace?: string;
  readonly field: string;
  readonly message: string;
}

/** A definition in the cluster beside ours. */
export interface DefinitionItem {
  readonly name: string;
  /** `absent`; `ours`: we applied it; `same`: somebody else did, and it reads as ours; `foreign`: it differs. */
  readonly is: 'absent' | 'ours' | 'same' | 'foreign';
  readonly managers: readonly string[];
  /** Versions that ours does not have. */
  readonly versions: readonly string[];
  /** Fields that ours lacks: what is stored in them goes at the next write of an object. */
  readonly lost: readonly string[];
  /** Fields of which ours accepts less. */
  readonly tightened: readonly string[];
  readonly storedVersions: readonly string[];
  readonly refused: readonly RefusedObject[];
  /** There may be more refused objects than are named. */
  readonly moreRefused: number;
}

/** A finalizer on an object of ours. `honoured`: our operator does its work and removes it. */
export interface FinalizerItem {
  readonly name: string;
  readonly honoured: boolean;
}

/** What a migration, and our operator after it, does to a child. */
export type ChildFate =
  | 'unchanged'
  | 'changed'
  | 'created'
  | 'removed'
  /** Upstream's, under a name that ours does not use: it stays, and goes with its owner. */
  | 'left'
  /** The server does not let it be changed: it must be made anew. */
  | 'refused'
  /** Somebody else's object has its name. */
  | 'foreign';

/** A child as it is and as it will be. */
export interface ChildItem {
  readonly object: string;
  readonly namespace?: string;
  readonly fate: ChildFate;
  /** Who has written it, as the server remembers. */
  readonly managers: readonly string[];
  /** Whose fields become ours. */
  readonly takenFrom: readonly string[];
  readonly fields: readonly FieldDifference[];
  /** Names of pods that are replaced because their template changes. */
  readonly restarts: readonly string[];
  /** Their template changes, also where they may not be listed. */
  readonly restartsPods: boolean;
}

/** An object of a system, with its children. */
export interface ObjectItem {
  readonly object: string;
  readonly namespace?: string;
  readonly finalizers: readonly FinalizerItem[];
  readonly children: readonly ChildItem[];
}

/** The plan of one system. */
export interface SystemPlan {
  readonly system: SystemId;
  readonly operators: readonly OperatorItem[];
  readonly leases: readonly LeaseItem[];
  readonly definitions: readonly DefinitionItem[];
  readonly objects: readonly ObjectItem[];
  readonly findings: readonly Finding[];
}

/** Whether anything of a plan needs a person. */
export function standsInTheWay(plans: readonly SystemPlan[]): boolean {
  return plans.some(({ findings }) => findings.some(({ weight }) => weight !== 'note'));
}
