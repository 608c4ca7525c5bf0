import type { ResourceType } from '../../../kernel/resource-type.ts';

/** What the cluster can say in the time that somebody waits for a word. Nothing here throws: who does not answer has no names. */
export interface Live {
  /** Names of the objects of a type: in the namespace that the command line says, of a type without namespaces all. */
  names(type: ResourceType): Promise<readonly string[]>;
  /** The types that the server serves, as `plural.group`: of the last ten minutes. */
  types(): Promise<readonly string[]>;
  /** The texts of a list inside one object: the entries themselves, or the field `key` of each. */
  texts(type: ResourceType, name: string, path: readonly string[], key?: string): Promise<readonly string[]>;
}
