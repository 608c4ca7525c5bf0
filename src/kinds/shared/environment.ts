import { z } from 'zod';
import { boundedList } from './collections.ts';
import { keySelector } from './references.ts';
import { opaqueObject } from './opaque.ts';
import { withRule } from './rule.ts';
import { boundedString, patternString } from './text.ts';

/** Bound of the value of one environment variable. */
const VALUE_MAX = 32_768;

const variableName = (): z.ZodString =>
  patternString(/^[ -<>-~]+$/, 'be the name of an environment variable: printable ASCII without "="', 253);

const exclusive = 'an environment variable has either a value or a valueFrom';

/** A core `EnvVar` with the sources that only name keys of Secrets and ConfigMaps. */
export const keyedEnvVar = withRule(
  z.object({
    name: variableName().describe('Name of the variable.'),
    value: boundedString(VALUE_MAX).describe('Its value.').exactOptional(),
    valueFrom: withRule(
      z.object({
        configMapKeyRef: keySelector.describe('A key of a ConfigMap.').exactOptional(),
        secretKeyRef: keySelector.describe('A key of a Secret.').exactOptional(),
      }),
      {
        rule: 'has(self.configMapKeyRef) != has(self.secretKeyRef)',
        message: 'valueFrom must name either a configMapKeyRef or a secretKeyRef',
        check: (source) => (source.configMapKeyRef === undefined) !== (source.secretKeyRef === undefined),
      },
    )
      .describe('Where its value comes from.')
      .exactOptional(),
  }),
  {
    rule: '!has(self.value) || !has(self.valueFrom)',
    message: exclusive,
    check: (variable) => variable.value === undefined || variable.valueFrom === undefined,
  },
);

/** A core `EnvVar` with every source that Kubernetes knows; `valueFrom` is checked by the API server when its pod is made. */
export const envVar = withRule(
  z.object({
    name: variableName().describe('Name of the variable.'),
    value: boundedString(VALUE_MAX).describe('Its value.').exactOptional(),
    valueFrom: opaqueObject().describe('Where its value comes from, as in a core EnvVar.').exactOptional(),
  }),
  {
    rule: '!has(self.value) || !has(self.valueFrom)',
    message: exclusive,
    check: (variable) => variable.value === undefined || variable.valueFrom === undefined,
  },
);

/** At most 64 environment variables in order. */
export function envList(): z.ZodArray<typeof envVar> {
  return boundedList(envVar);
}
