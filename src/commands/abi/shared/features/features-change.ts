import { refuseOwned } from '../../../shared/change/refuse-owned.ts';
import type { InstanceChange } from '../change-instance.ts';
import { specOf } from '../instance-model.ts';
import { exposureChanges, exposureOf } from './exposure.ts';
import type { FeatureSetting } from './parse-features.ts';

/** The change that switches features of an instance on and off. */
export function featuresChange(
  settings: readonly FeatureSetting[],
  { force, now }: { readonly force: boolean; readonly now: number },
): InstanceChange {
  return {
    what: 'the change of features',
    done: 'features set',
    decide: (live) => {
      const features = specOf(live)?.features;
      const different = settings.filter(({ feature, isOn }) => features?.[feature] !== isOn);
      if (different.length === 0) return undefined;
      for (const { feature } of different) {
        const owned = ['spec', 'features', feature];
        const because = 'it would set the feature back';
        refuseOwned(live, { verb: 'set features of', owned, field: `.${owned.join('.')}`, because, force, now });
      }
      return { spec: { features: Object.fromEntries(different.map(({ feature, isOn }) => [feature, isOn])) } };
    },
    notes: (before, after) => exposureChanges(exposureOf(before), exposureOf(after)),
  };
}
