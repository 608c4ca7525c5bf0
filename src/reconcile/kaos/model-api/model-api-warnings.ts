import { compareQuantities } from '../../../kernel/quantity.ts';
import type { NormalModelApi } from '../../../kinds/kaos/normalise-model-api.ts';
import type { SpecWarning } from '../../../kinds/kaos/spec-warning.ts';
import type { OperatorSettings } from '../../../templates/kaos/operator-settings.ts';
import { telemetryTarget } from '../../../templates/kaos/telemetry-env.ts';

/** LiteLLM takes 310 to 450 MiB, and 25 s to start at 200m (measured). */
const LEAST = { memory: '512Mi', cpu: '200m' } as const;

function tightLimits({ backend, overrides }: NormalModelApi): readonly SpecWarning[] {
  if (backend.mode === 'Hosted') return [];
  const limits: Readonly<Record<string, string | number>> = Object.assign(
    {},
    ...overrides.resources.map((resources) => resources.limits ?? {}),
  );
  return (['memory', 'cpu'] as const).flatMap((name) => {
    const limit = limits[name];
    if (limit === undefined || (compareQuantities(String(limit), LEAST[name]) ?? 0) >= 0) return [];
    const message = `the limit of ${name} is ${String(limit)}: LiteLLM needs ${LEAST[name]}${name === 'memory' ? ', and is killed at its start with less' : ' to start in time'}`;
    return [{ reason: 'TightLimits', message }];
  });
}

/** What is allowed in a ModelAPI's spec and hardly meant. */
export function modelApiWarnings(spec: NormalModelApi, settings: OperatorSettings): readonly SpecWarning[] {
  const { endpoint, withoutEndpoint } = telemetryTarget(spec.telemetry, settings.telemetry);
  const warnings: SpecWarning[] = [...spec.warnings, ...tightLimits(spec)];
  if (withoutEndpoint) {
    warnings.push({ reason: 'TelemetryWithoutEndpoint', message: 'telemetry is enabled and has no endpoint: none is sent' });
  }
  if (spec.backend.mode === 'Hosted' && spec.telemetry?.enabled === true && endpoint !== undefined) {
    warnings.push({ reason: 'TelemetryIgnored', message: 'spec.telemetry is ignored: Ollama sends none' });
  }
  return warnings;
}
