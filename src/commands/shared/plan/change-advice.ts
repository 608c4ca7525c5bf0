import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import type { Finding } from './finding.ts';

/** Where advice comes from: the cluster, and who asks. */
export interface AdviceScene {
  readonly session: Session;
  readonly runtime: Pick<Runtime, 'entry' | 'signal'>;
}

/** What is known of a kind that its schema cannot say: for commands that change one of its objects. */
export interface ChangeAdvice {
  /** Throws (exit 6) where somebody else looks after the number of pods, unless that is so already. */
  refuseScale(scene: AdviceScene, live: KubeObject, replicas: number): Promise<void>;
  /** What speaks against the desired object. Reads the cluster; what may not be read is left out. */
  findings(scene: AdviceScene, live: KubeObject, desired: KubeObject): Promise<readonly Finding[]>;
}
