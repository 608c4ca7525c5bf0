import type { EffectFailure } from '../../engine/contract.ts';

/** Why an effect was not carried out. `reason`: one of the Admin API's, `NameConflict`, `SyncFailed`, `ValueNotKept`, or `Stale`. */
export class EffectError extends Error implements EffectFailure {
  readonly reason: string;
  readonly stuck: boolean;

  constructor(reason: string, message: string, options: ErrorOptions & { readonly stuck?: boolean } = {}) {
    super(message, options);
    this.name = 'EffectError';
    this.reason = reason;
    this.stuck = options.stuck ?? false;
  }
}
