import { CONFIG_MAP, SECRET } from '../../kernel/builtin-types.ts';
import type { ModelApiSpec } from '../../kinds/kaos/model-api-spec.ts';
import { modelApiStatus, type ModelApiStatus } from '../../kinds/kaos/model-api-status.ts';
import { modelApi as kind } from '../../kinds/kaos/model-api.ts';
import { normaliseModelApi } from '../../kinds/kaos/normalise-model-api.ts';
import { MODEL_API_ROLE } from '../../templates/kaos/workload-role.ts';
import type { KindReconciler } from '../engine/contract.ts';
import { modelApiSecrets, observeModelApi, type ModelApiObserved } from './model-api/observe-model-api.ts';
import { planModelApi } from './model-api/plan-model-api.ts';
import { objectKey } from './object-key.ts';
import { planInvalid } from './plan-invalid.ts';
import { childTypes, derivedPods, ownRights, SETTINGS_WAKE } from './reconciler-parts.ts';

/** The reconciler of ModelAPI. */
export const modelApiReconciler: KindReconciler<ModelApiSpec, ModelApiStatus, ModelApiObserved> = {
  kind,
  children: childTypes([CONFIG_MAP]),
  derived: derivedPods(MODEL_API_ROLE),
  wakes: [
    {
      type: SECRET,
      references: (primary) => {
        const { namespace } = objectKey(primary);
        const { config, masterKey } = modelApiSecrets(normaliseModelApi(primary.spec));
        return [config, masterKey].flatMap((secret) => (secret === undefined ? [] : [{ namespace, name: secret.name }]));
      },
    },
    SETTINGS_WAKE,
  ],
  rights: [
    ...ownRights(kind),
    { group: '', resources: ['secrets'], verbs: ['get', 'list', 'watch'] },
    { group: '', resources: ['pods'], verbs: ['list', 'watch'] },
  ],
  observe: observeModelApi,
  plan: planModelApi,
  planInvalid: planInvalid(modelApiStatus),
};
