import { randomBytes } from 'node:crypto';
import type { KubeApi } from '../../../cluster/kube-api.ts';
import type { WitnessPasses } from '../../../reconcile/engine/pass-witness.ts';
import type { Outside } from '../../../cluster/outside.ts';
import { primaryName } from '../reconcile-report.ts';
import type { Runtime } from '../runtime.ts';

export interface PassLookerOptions {
  /** `--trace`. */
  readonly file: string | undefined;
  /** `--explain`. */
  readonly explain: boolean;
  readonly verbosity: number;
  readonly withNamespace: boolean;
  readonly runtime: Pick<Runtime, 'now' | 'stderr'>;
}

/** What a run gives to its manager and its ports so that its passes can be told. Where nobody looks on everything is as it was. */
export interface PassLooker {
  /** For the manager's options. */
  readonly witness: { readonly witnessOf?: WitnessPasses };
  api(api: KubeApi): KubeApi;
  outside(outside: Outside): Outside;
  /** Resolves when every record is written. */
  close(): Promise<void>;
}

const NOBODY: PassLooker = { witness: {}, api: (api) => api, outside: (outside) => outside, close: () => Promise.resolve() };

/** From this `-v` on, passes that decided nothing are explained too. */
const IDLE_VERBOSITY = 1;

/** Looks on for `--trace` and `--explain`. Rejects where the file cannot be written: ask before anything is done. */
export async function passLooker({ file, explain, verbosity, withNamespace, runtime }: PassLookerOptions): Promise<PassLooker> {
  if (file === undefined && !explain) return NOBODY;
  const [{ tracePasses }, { openTraceFile }, { explainPass }] = await Promise.all([
    import('./trace-passes.ts'),
    import('./trace-file.ts'),
    import('./explain-pass.ts'),
  ]);
  const opened = file === undefined ? undefined : await openTraceFile(file, (text) => runtime.stderr(`warning: ${text}\n`));
  const tracer = tracePasses({
    now: runtime.now,
    newId: () => randomBytes(8).toString('hex'),
    tell: (record, beginning) => {
      opened?.write(record);
      if (!explain) return;
      const lines = explainPass(record, { name: primaryName(beginning, withNamespace), all: verbosity >= IDLE_VERBOSITY });
      runtime.stderr(lines.map((line) => `${line}\n`).join(''));
    },
  });
  return {
    witness: { witnessOf: tracer.witnessOf },
    api: (api) => tracer.api(api),
    outside: (outside) => tracer.outside(outside),
    close: async () => opened?.close(),
  };
}
