import type { DoctorRule } from '../rule.ts';
import { abiRules } from './abi.ts';
import { clusterRules } from './cluster.ts';
import { kaosRules } from './kaos.ts';
import { maiaRules } from './maia.ts';
import { marieRules } from './marie.ts';
import { networkingRules } from './networking.ts';
import { neurallogRules } from './neurallog.ts';
import { objectRules } from './objects.ts';
import { operatorRules } from './operators.ts';
import { secretRules } from './secrets.ts';
import { shardRules } from './shards.ts';
import { storageRules } from './storage.ts';

/** Every known problem, by id. */
export const DOCTOR_RULES: readonly DoctorRule[] = [
  ...clusterRules,
  ...operatorRules,
  ...shardRules,
  ...objectRules,
  ...storageRules,
  ...secretRules,
  ...networkingRules,
  ...maiaRules,
  ...abiRules,
  ...neurallogRules,
  ...kaosRules,
  ...marieRules,
];
