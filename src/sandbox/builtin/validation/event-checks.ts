import type { FieldError } from '../../failures/field-error.ts';
import { qualifiedNameProblems } from '../../values/name-rules.ts';
import type { Draft } from '../../resources/resource-strategy.ts';
import { objectIn, textIn } from '../../values/read-values.ts';
import { invalidField, invalidFields, type Errors } from './field-errors.ts';
import { requiredValue } from '../../failures/field-complaints.ts';

/** Kinds whose events lie in `default`, as they have no namespace. */
const CLUSTER_SCOPED = new Set([
  'Namespace',
  'Node',
  'PersistentVolume',
  'ComponentStatus',
  'ClusterRole',
  'ClusterRoleBinding',
  'StorageClass',
  'PriorityClass',
  'IngressClass',
  'CustomResourceDefinition',
]);

function checkPlace(object: Draft): readonly FieldError[] {
  const involved = objectIn(object['involvedObject']);
  const namespace = textIn(involved['namespace']);
  const own = object.metadata.namespace ?? '';
  const why = 'does not match event.namespace';
  if (namespace === '') {
    // A kind of a cluster is told in `default` or in the namespace of the system.
    const known = CLUSTER_SCOPED.has(textIn(involved['kind'])) || textIn(involved['kind']) === '';
    return own === 'default' || own === 'kube-system' || (own === '' && known)
      ? []
      : [invalidField('involvedObject.namespace', namespace, why)];
  }
  return namespace === own ? [] : [invalidField('involvedObject.namespace', namespace, why)];
}

/** What is wrong with an Event. One with `eventTime` is of the new form, which must say who reports what. */
export function checkEvent(object: Draft): readonly FieldError[] {
  const errors: Errors = [...checkPlace(object)];
  if (typeof object['eventTime'] !== 'string') return errors;
  const reporter = textIn(object['reportingComponent']);
  if (reporter === '') errors.push(requiredValue('reportingComponent'));
  errors.push(...invalidFields('reportingComponent', reporter, qualifiedNameProblems(reporter)));
  for (const field of ['reportingInstance', 'action', 'reason']) if (textIn(object[field]) === '') errors.push(requiredValue(field));
  return errors;
}
