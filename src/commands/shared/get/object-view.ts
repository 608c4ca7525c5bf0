import type { KubeObject } from '../../../kernel/kube-object.ts';
import { toList } from '../../../output/object-list.ts';
import type { ObjectPrinter } from '../../../output/printers/object-printer.ts';
import { readObjects } from '../read-objects.ts';
import type { Session } from '../session.ts';
import type { Target } from '../targets.ts';
import type { GetOptions } from './get-options.ts';
import { sortedObjects } from './sorted-objects.ts';
import type { View, ViewReading } from './view.ts';

type Results = Parameters<View['all']>[0];

/** Objects in every format but tables. One object asked for by name stands alone, everything else in a List; in a watch each stands alone. */
export function objectView(
  session: Session,
  targets: readonly Target[],
  printer: ObjectPrinter,
  options: GetOptions,
  warn: (text: string) => void,
): View {
  const { scope, watch } = options;
  const isSingle = targets.length === 1 && targets[0]?.names.length === 1;
  const objectsOf = async (results: Results): Promise<readonly KubeObject[]> =>
    await sortedObjects(
      results.flatMap(({ result }) => result.objects),
      (object) => object,
      options.sortBy,
      warn,
    );
  const one = async (type: string, object: KubeObject): Promise<string> =>
    await printer.print(watch?.events === true ? { type, object } : object);
  return {
    async read(target): Promise<ViewReading> {
      const { found, ...reading } = await readObjects(session, target, scope);
      return { ...reading, objects: found };
    },
    async all(results) {
      const objects = await objectsOf(results);
      if (!isSingle) return await printer.print(toList(objects));
      const [only] = objects;
      return only === undefined ? '' : await printer.print(only);
    },
    async start(results) {
      let text = '';
      for (const object of await objectsOf(results)) text += await one('ADDED', object);
      return text;
    },
    change: async (_target, change) => await one(change.type, change.object),
  };
}
