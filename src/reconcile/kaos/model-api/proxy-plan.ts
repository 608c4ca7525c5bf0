import type { V1PodSpec } from '@kubernetes/client-node';
import type { ConditionIntent } from '../../../kernel/condition.ts';
import { hashOf, sha256 } from '../../../kernel/hash.ts';
import type { Manifest } from '../../../kernel/kube-object.ts';
import type { NormalModelApi, NormalProxy } from '../../../kinds/kaos/normalise-model-api.ts';
import type { SpecWarning } from '../../../kinds/kaos/spec-warning.ts';
import { litellmConfigMap } from '../../../templates/kaos/litellm-config-map.ts';
import { litellmConfig } from '../../../templates/kaos/litellm-config.ts';
import { checkLitellmFile } from '../../../templates/kaos/litellm-file-check.ts';
import { masterKeyFinding } from '../../../templates/kaos/master-key.ts';
import { proxyPod } from '../../../templates/kaos/proxy-pod.ts';
import { telemetryTarget } from '../../../templates/kaos/telemetry-env.ts';
import type { WorkloadOwner } from '../../../templates/kaos/workload-role.ts';
import { condition } from '../common-conditions.ts';
import type { Problem } from '../problem.ts';
import { secretWait } from '../secret-wait.ts';
import type { Wait } from '../verdict.ts';
import type { ModelApiObserved } from './observe-model-api.ts';

/** What a ModelAPI's pods are made from, of either mode; or why there can be none. */
export type BackendPlan =
  | { readonly problem: Problem; readonly warnings: readonly SpecWarning[] }
  | {
      readonly podSpec: V1PodSpec;
      readonly annotations: Readonly<Record<string, string>>;
      readonly configMap?: Manifest;
      readonly hold?: Wait;
      readonly conditions: readonly ConditionIntent[];
      readonly warnings: readonly SpecWarning[];
    };

/** LiteLLM's file and what it says of itself. */
interface File {
  readonly mode: string;
  /** Undefined where it lies in a Secret. */
  readonly text?: string;
  readonly masterKey?: string;
  readonly permitsOpenProxy: boolean;
  readonly notes: readonly string[];
  readonly warnings: readonly SpecWarning[];
}

function fileOf(spec: NormalModelApi, proxy: NormalProxy, observed: ModelApiObserved): File | { readonly problem: Problem } {
  const { config } = proxy;
  const nothing = { permitsOpenProxy: false, notes: [], warnings: [] };
  if (config === undefined) {
    const hasTelemetry = telemetryTarget(spec.telemetry, observed.settings.telemetry).endpoint !== undefined;
    const made = litellmConfig({ proxy, variables: new Set(spec.overrides.env.map(({ name }) => name)), hasTelemetry });
    return 'problem' in made ? made : { ...nothing, ...made };
  }
  if (config.from === 'secret') {
    if (observed.configSecret?.checksum === sha256('')) {
      const { key, name } = config.secret;
      return {
        problem: { reason: 'InvalidConfig', message: `key ${key} of Secret ${name} is empty: LiteLLM does not start with an empty file` },
      };
    }
    return { ...nothing, mode: 'Secret', notes: [`the file is key ${config.secret.key} of Secret ${config.secret.name}`] };
  }
  const checked = checkLitellmFile(config.text);
  if ('problem' in checked) return checked;
  const { masterKey, permitsOpenProxy } = checked;
  return { ...nothing, mode: 'UserConfig', text: config.text, permitsOpenProxy, ...(masterKey === undefined ? {} : { masterKey }) };
}

/** Everything of a proxy: its file, its pods, and what is to be said about them. */
export function proxyPlan(owner: WorkloadOwner, spec: NormalModelApi, proxy: NormalProxy, observed: ModelApiObserved): BackendPlan {
  const { configSecret, masterKey, settings } = observed;
  const file = fileOf(spec, proxy, observed);
  if ('problem' in file) return { problem: file.problem, warnings: [] };
  const guard = masterKeyFinding({
    env: spec.overrides.env,
    permitsOpenProxy: file.permitsOpenProxy,
    ...(file.masterKey === undefined ? {} : { fromFile: file.masterKey }),
    ...(masterKey?.checksum === undefined ? {} : { secretChecksum: masterKey.checksum }),
  });
  if ('problem' in guard) return { problem: guard.problem, warnings: file.warnings };
  const isOpen = guard.state === 'open';
  const open = isOpen ? ['open proxy: whoever reaches it may use it; a NetworkPolicy is recommended'] : [];
  const hold = secretWait(configSecret, owner.namespace);
  const hash = file.text === undefined ? configSecret?.checksum?.slice(0, 20) : hashOf(file.text);
  return {
    podSpec: proxyPod({ ...owner, spec, proxy, settings, isOpen }),
    annotations: hash === undefined ? {} : { 'kaos.tools/config-hash': hash },
    ...(file.text === undefined ? {} : { configMap: litellmConfigMap(owner, file.text) }),
    ...(hold === undefined ? {} : { hold }),
    conditions: [condition('ProxyConfigured', true, file.mode, [...file.notes, ...open].join('; ') || 'LiteLLM asks for its master key')],
    warnings: file.warnings,
  };
}
