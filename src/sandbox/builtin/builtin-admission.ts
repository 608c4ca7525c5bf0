import type { AdmissionPlugin } from '../objects/admission.ts';
import {
  claimResizePlugin,
  defaultIngressClassPlugin,
  defaultStorageClassPlugin,
  nodeTaintPlugin,
} from './admission/default-class-plugins.ts';
import { limitRangerPlugin } from './admission/limit-ranger-plugin.ts';
import { namespaceLifecyclePlugin } from './admission/namespace-lifecycle-plugin.ts';
import type { PluginParts } from './admission/plugin-parts.ts';
import { priorityPlugin } from './admission/priority-plugin.ts';
import { quotaPlugin } from './admission/quota-plugin.ts';
import { serviceAccountPlugin } from './admission/service-account-plugin.ts';
import { tolerationPlugin } from './admission/toleration-plugin.ts';

/** The admission plug-ins that a server has by default and that clients notice, in its order. */
export function builtinAdmission(parts: PluginParts): readonly AdmissionPlugin[] {
  return [
    namespaceLifecyclePlugin(parts),
    limitRangerPlugin(parts),
    serviceAccountPlugin(parts),
    nodeTaintPlugin(),
    priorityPlugin(parts),
    tolerationPlugin(),
    defaultStorageClassPlugin(parts),
    claimResizePlugin(parts),
    defaultIngressClassPlugin(parts),
    quotaPlugin(parts),
  ];
}
