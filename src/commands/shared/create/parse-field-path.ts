import { usageError } from '../../../output/cli-error.ts';

const PART = /^(?:\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\.?((?:[^.[\]\\]|\\.)+))/;

/**
 * Reads a path as `--set` takes it: `image.tag`, `apiKeys[0].name`, `labels["a/b"]`, `labels.a\.b`. `spec.` may stand in front. Throws a
 * usage error that quotes the path.
 */
export function parseFieldPath(text: string): readonly (string | number)[] {
  const parts: (string | number)[] = [];
  let rest = text;
  while (rest !== '') {
    const match = PART.exec(rest);
    const isStart = parts.length === 0;
    if (match === null || (isStart && (rest.startsWith('.') || rest.startsWith('[')))) {
      throw usageError(`"${text}" is no path of a field`, 'write it like image.tag, apiKeys[0].name or labels["a/b"]');
    }
    const [whole, index, quoted, name] = match;
    if (!isStart && name !== undefined && !whole.startsWith('.')) {
      throw usageError(`"${text}" is no path of a field`, 'put a dot between the fields, as in image.tag');
    }
    if (index === undefined) parts.push((quoted ?? name ?? '').replaceAll(/\\(.)/g, '$1'));
    else parts.push(Number(index));
    rest = rest.slice(whole.length);
  }
  const path = parts[0] === 'spec' ? parts.slice(1) : parts;
  if (path.length === 0) throw usageError(`"${text}" names no field`, 'write it like image.tag');
  return path;
}
