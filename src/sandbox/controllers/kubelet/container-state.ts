/** Where a container stands. Times are Unix milliseconds. */
export type ContainerState =
  /** Its turn has not come: init containers before it, or the pod's volumes. */
  | { readonly phase: 'waiting' }
  | { readonly phase: 'pulling'; readonly until: number }
  /** `shown`: `ErrImagePull` first, then `ImagePullBackOff`. */
  | { readonly phase: 'unpullable'; readonly shown: 'ErrImagePull' | 'ImagePullBackOff'; readonly until: number | undefined }
  | { readonly phase: 'unconfigured'; readonly message: string }
  | { readonly phase: 'starting'; readonly until: number }
  | { readonly phase: 'running'; readonly since: number; readonly ready: boolean; readonly endsAt: number | undefined }
  | { readonly phase: 'backing-off'; readonly until: number; readonly delay: number }
  | { readonly phase: 'ended'; readonly end: ContainerEnd };

/** How a run of a container ended. */
export interface ContainerEnd {
  readonly exitCode: number;
  readonly since: number;
  readonly at: number;
}

/** What stays of a container from one run to the next. */
export interface ContainerFacts {
  readonly name: string;
  readonly image: string;
  /** An init container that runs beside the others (`restartPolicy: Always`), an init container, or one of the main ones. */
  readonly role: 'main' | 'init' | 'sidecar';
  readonly state: ContainerState;
  readonly restarts: number;
  readonly last: ContainerEnd | undefined;
}

/** Whether it has been started and has not ended. */
export function isRunning(facts: Pick<ContainerFacts, 'state'>): boolean {
  return facts.state.phase === 'running';
}
