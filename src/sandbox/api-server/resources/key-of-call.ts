import type { ObjectKey } from '../../../kernel/kube-object.ts';
import { badRequest } from '../../failures/common-failures.ts';
import type { Call } from './call.ts';

/** The key of the object that the path names. Throws ApiFailure (400) where no path can name it. */
export function keyOfCall({ info }: Pick<Call, 'info'>): ObjectKey {
  const { name = '', namespace } = info.resource;
  if (name === '.' || name === '..') throw badRequest(`Name parameter invalid: ${JSON.stringify(name)}: may not be '${name}'`);
  if (name.includes('%')) throw badRequest(`Name parameter invalid: ${JSON.stringify(name)}: may not contain '%'`);
  return { name, ...(namespace === undefined ? {} : { namespace }) };
}
