import type { SystemId } from '../../../kernel/kind-definition.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import { patchCommand, type SpecPath } from '../why/fixes.ts';
import { typeWord } from '../why/type-word.ts';
import type { Facts, OwnObject } from './facts.ts';

/** The program that knows a system's commands: the one that runs, or the system's own where that is the umbrella. */
export function programOf({ bin }: Pick<Facts, 'bin'>, system: SystemId): string {
  return bin === 'kubectl aistack' ? `kubectl ${system}` : bin;
}

/** `maiatenant/acme -n team`: how a command line names an object. */
export function objectWord({ kind, object }: Pick<OwnObject, 'kind' | 'object'>): string {
  const { name, namespace } = object.metadata;
  return `${typeWord(kind)}/${name}${namespace === undefined ? '' : ` -n ${namespace}`}`;
}

/** `kubectl patch` of one field of one of our objects. */
export function patchOwn({ kind, object }: Pick<OwnObject, 'kind' | 'object'>, path: SpecPath, value: unknown): string {
  return patchCommand(resourceNameOf(kind), object, path, value);
}
