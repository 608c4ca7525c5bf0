import { type FieldManager, type FieldManagers, managerKey, secondsOf } from './field-managers.ts';
import { union } from './field-set.ts';

/** How many managers that update (rather than apply) the server keeps apart. */
const MOST_UPDATERS = 10;
const BUCKET = 'ancient-changes';

/** Where more than ten managers update an object, the oldest are put together under `ancient-changes`, one per version of the API. */
export function capUpdaters(managers: FieldManagers): FieldManagers {
  const updaters = [...managers.values()].filter(({ operation }) => operation === 'Update');
  if (updaters.length <= MOST_UPDATERS) return managers;
  const oldest = updaters.toSorted(
    (left, right) => secondsOf(left.time) - secondsOf(right.time) || (managerKey(left) < managerKey(right) ? -1 : 1),
  );
  const result = new Map(managers);
  const first = new Map<string, FieldManager>();
  let count = updaters.length;
  for (const updater of oldest) {
    if (count <= MOST_UPDATERS) break;
    const head = first.get(updater.apiVersion);
    if (head === undefined) {
      first.set(updater.apiVersion, updater);
      continue;
    }
    const bucket: FieldManager = { ...updater, manager: BUCKET, subresource: '' };
    const key = managerKey(bucket);
    const gathered = result.get(key) ?? head;
    result.delete(managerKey(head));
    result.delete(managerKey(updater));
    result.set(key, { ...bucket, set: union(gathered.set, updater.set) });
    count -= 1;
  }
  return result;
}
