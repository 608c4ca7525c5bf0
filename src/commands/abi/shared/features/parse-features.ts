import type { AbiInstanceSpec } from '../../../../kinds/abi/instance-spec.ts';
import { usageError } from '../../../../output/cli-error.ts';
import { closest } from '../../../../output/closest.ts';

/** The features that an instance has. */
export const FEATURES = [
  'ai',
  'gpu',
  'database',
  'network',
  'web',
  'profiling',
] as const satisfies readonly (keyof AbiInstanceSpec['features'])[];
export type FeatureName = (typeof FEATURES)[number];

/** A feature as it is to be. */
export interface FeatureSetting {
  readonly feature: FeatureName;
  readonly isOn: boolean;
}

const VALUES: Readonly<Record<string, boolean>> = { true: true, on: true, false: false, off: false };

/** Reads `NAME=true`, also several with commas between. Throws a usage error; `what` says where the texts stood. */
export function parseFeatures(texts: readonly string[], what: string): readonly FeatureSetting[] {
  const settings = new Map<FeatureName, boolean>();
  for (const text of texts.flatMap((one) => one.split(','))) {
    const equals = text.indexOf('=');
    const name = (equals < 0 ? text : text.slice(0, equals)).trim();
    const feature = FEATURES.find((known) => known === name);
    if (feature === undefined) {
      const meant = closest(name, FEATURES);
      throw usageError(
        `${what} "${text}": there is no feature "${name}"`,
        meant === undefined ? `features: ${FEATURES.join(', ')}` : `did you mean ${meant}?`,
      );
    }
    const value = equals < 0 ? '' : text.slice(equals + 1);
    const isOn = Object.hasOwn(VALUES, value) ? VALUES[value] : undefined;
    if (isOn === undefined) throw usageError(`${what} "${text}" is not NAME=true or NAME=false`, `write it like ${feature}=true`);
    const before = settings.get(feature);
    if (before !== undefined && before !== isOn) throw usageError(`${what}: ${feature} is given twice, true and false`, 'say it once');
    settings.set(feature, isOn);
  }
  return [...settings].map(([feature, isOn]) => ({ feature, isOn }));
}
