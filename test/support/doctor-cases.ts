import { CLUSTER_CASES } from './doctor-cluster-cases.ts';
import type { DoctorCase } from './doctor-pieces.ts';
import { SYSTEM_CASES } from './doctor-system-cases.ts';

/** One for each rule of doctor. */
export const DOCTOR_CASES: readonly DoctorCase[] = [...CLUSTER_CASES, ...SYSTEM_CASES];
