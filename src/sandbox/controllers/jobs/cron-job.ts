import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { Job } from './job.ts';

/** `status.active[]`. */
export interface ActiveJob {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion?: string;
}

/** A CronJob, after defaulting. */
export interface CronJob extends KubeObject {
  readonly spec: {
    readonly schedule: string;
    readonly timeZone?: string;
    readonly startingDeadlineSeconds?: number;
    readonly concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace';
    readonly suspend?: boolean;
    readonly successfulJobsHistoryLimit?: number;
    readonly failedJobsHistoryLimit?: number;
    readonly jobTemplate: {
      readonly metadata?: { readonly labels?: Readonly<Record<string, string>>; readonly annotations?: Readonly<Record<string, string>> };
      readonly spec: Job['spec'];
    };
  };
  readonly status?: {
    readonly active?: readonly ActiveJob[];
    readonly lastScheduleTime?: string;
    readonly lastSuccessfulTime?: string;
  };
}
