import { compareQuantities } from '../../../../kernel/quantity.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { CliError } from '../../../../output/cli-error.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import { resourceName } from '../../../../output/resource-line.ts';
import { atPath } from '../../../shared/change/at-path.ts';
import type { ObjectChange } from '../../../shared/change/change-object.ts';
import { refuseOwned } from '../../../shared/change/refuse-owned.ts';

const PATH = ['spec', 'redis', 'storage'];

/** What the operator takes where the spec says nothing. */
const DEFAULT_SIZE = '1Gi';

export interface GrowRequest {
  /** A quantity above 0. */
  readonly size: string;
  /** Sizes that claims of the tenant have been given already. */
  readonly claimed: readonly string[];
  /** Take the field over from a controller. */
  readonly force: boolean;
  readonly now: number;
}

function refuse(live: KubeObject, size: string, has: string, what: string): void {
  if ((compareQuantities(size, has) ?? 0) >= 0) return;
  throw new CliError({
    exit: EXIT.usage,
    message: `cannot make the storage of ${resourceName(live)} ${size}: ${what} ${has}`,
    why: 'a volume can grow and never shrink',
    fix: `give at least --size ${has}`,
  });
}

/** The change that gives the volumes of a tenant's Redis another size. Throws a CliError where that would be less than they have. */
export function growChange({ size, claimed, force, now }: GrowRequest): ObjectChange {
  return {
    decide: (live) => {
      const stored = atPath(live, PATH);
      const current = typeof stored === 'string' || typeof stored === 'number' ? String(stored) : DEFAULT_SIZE;
      refuse(live, size, current, 'it has');
      if (compareQuantities(size, current) === 0) return undefined;
      for (const other of claimed) refuse(live, size, other, 'one of its volumes has');
      refuseOwned(live, {
        verb: 'grow',
        owned: PATH,
        field: '.spec.redis.storage',
        because: 'it would set its own size again',
        force,
        now,
      });
      return { spec: { redis: { storage: size } } };
    },
  };
}
