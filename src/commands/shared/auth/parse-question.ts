import { closest } from '../../../output/closest.ts';
import { usageError } from '../../../output/cli-error.ts';
import type { EntryPoint } from '../entry-point.ts';
import { isNoun, kindNamed } from '../nouns.ts';
import type { AccessQuestion } from './review.ts';

const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'bind', 'escalate', 'impersonate', '*'];

/** What is asked about, before the namespace is known. */
export interface Question extends Omit<AccessQuestion, 'namespace'> {
  /** Objects of the type belong to no namespace, as far as that is known. */
  readonly ofCluster: boolean;
}

/** Reads `VERB TYPE[/SUBRESOURCE] [NAME]`. A type that is none of ours is taken as `plural.group`. Throws a usage error. */
export function parseQuestion(words: readonly string[], entry: EntryPoint): Question {
  const [verb, what, name, ...rest] = words;
  if (verb === undefined || what === undefined || rest.length > 0) {
    throw usageError('auth can-i needs a verb and a type', `${entry.bin} auth can-i VERB TYPE[/SUBRESOURCE] [NAME]`);
  }
  if (!VERBS.includes(verb)) {
    const meant = closest(verb, VERBS);
    throw usageError(
      `"${verb}" is no verb of the Kubernetes API`,
      meant === undefined ? `use one of: ${VERBS.join(', ')}` : `did you mean "${meant}"?`,
    );
  }
  const [type = '', subresource] = what.split('/', 2);
  const more = { verb, ...(subresource !== undefined && { subresource }), ...(name !== undefined && { name }) };
  if (isNoun(type, entry)) {
    const { group, plural, scope } = kindNamed(type, entry);
    return { ...more, group, resource: plural, ofCluster: scope === 'Cluster' };
  }
  if (!/^[a-z0-9*][-a-z0-9]*(?:\.[-.a-z0-9]+)?$/.test(type)) kindNamed(type, entry);
  const dot = type.indexOf('.');
  const [resource, group] = dot < 0 ? [type, ''] : [type.slice(0, dot), type.slice(dot + 1)];
  return { ...more, group, resource, ofCluster: false };
}
