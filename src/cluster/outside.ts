import type { Clock } from '../kernel/clock.ts';
import type { ServiceCaller } from './service-caller.ts';

/** What lies outside the objects that the engine itself reads and writes: servers, values of Secrets, pods of others. Each adapter takes the part that it needs. */
export interface Outside {
  readonly services: ServiceCaller;
  /** One value of a Secret by GET; undefined where Secret or key is missing. */
  readonly readSecret: (
    key: { readonly namespace: string; readonly name: string },
    dataKey: string,
    signal: AbortSignal,
  ) => Promise<Uint8Array | undefined>;
  /** Sets annotations of a pod, null removes one; false where the pod of that uid is gone. Throws the API server's error. Absent: no pod is changed. */
  readonly annotatePod?: (
    pod: { readonly namespace: string; readonly name: string; readonly uid: string },
    annotations: Readonly<Record<string, string | null>>,
    signal: AbortSignal,
  ) => Promise<boolean>;
  /** The image of this program, for pods that run it; absent where nothing is made. */
  readonly image?: string;
  readonly clock: Clock;
}
