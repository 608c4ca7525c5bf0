import type { JsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { Runtime } from '../runtime.ts';
import type { WaitTarget } from './wait-target.ts';
import { targetName } from './wait-words.ts';

/** How objects that fulfil a condition are printed. */
export interface MetPrinterOptions {
  /** Absent: `NAME condition met`, as kubectl words it. */
  readonly format: 'name' | 'json' | 'yaml' | undefined;
  /** One object was named: it is printed itself, not in a List. */
  readonly isSingle: boolean;
}

function withoutManagedFields(object: KubeObject): JsonObject {
  const { managedFields: _, ...metadata } = object.metadata as KubeObject['metadata'] & { readonly managedFields?: unknown };
  return { ...object, metadata };
}

/** Prints on stdout: lines as they come (on a terminal, where a list is drawn, after it), objects at the end. */
export function metPrinter(
  runtime: Pick<Runtime, 'stdout' | 'stderrIsTerminal'>,
  { format, isSingle }: MetPrinterOptions,
): { met(target: WaitTarget, object: KubeObject | undefined): void; close(): Promise<void> } {
  const held: string[] = [];
  const objects: JsonObject[] = [];
  return {
    met: (target, object) => {
      if (format === 'json' || format === 'yaml') {
        if (object !== undefined) objects.push(withoutManagedFields(object));
        return;
      }
      const line = format === 'name' ? `${targetName(target)}\n` : `${targetName(target)} condition met\n`;
      if (runtime.stderrIsTerminal) held.push(line);
      else runtime.stdout(line);
    },
    close: async () => {
      if (format !== 'json' && format !== 'yaml') {
        if (held.length > 0) runtime.stdout(held.join(''));
        return;
      }
      const [only] = objects;
      if (isSingle && only === undefined) return;
      const { toJson, toList, toYaml } = await import('../../../output/print-object.ts');
      const whole = isSingle && only !== undefined ? only : toList(objects);
      runtime.stdout(format === 'json' ? toJson(whole) : toYaml(whole));
    },
  };
}
