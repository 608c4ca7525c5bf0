import type { AdminFailure, ServerStatistics } from './admin-api.ts';

/** What asking a server for its counts came to. */
export type StatisticsFinding =
  | { readonly state: 'known'; readonly counts: ServerStatistics }
  | { readonly state: 'unknown'; readonly reason: AdminFailure; readonly message: string };
