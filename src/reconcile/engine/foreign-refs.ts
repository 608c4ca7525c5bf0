import type { Ref } from '../../kernel/kube-object.ts';
import type { ChildType, StepFailure } from './contract.ts';

/** The object that a step failed at, by its subject (`Kind/namespace/name`); none where its kind is no child type. */
export function foreignRefs(children: readonly ChildType[], { subject }: StepFailure): readonly Ref[] {
  const [kind, ...key] = subject.split('/');
  const child = children.find(({ type }) => type.kind === kind);
  if (child === undefined) return [];
  const [first = '', second] = key;
  return [{ type: child.type, ...(second === undefined ? { name: first } : { namespace: first, name: second }) }];
}
