import { MASTERS_GROUP } from '../requests/requester.ts';
import type { WriteOptions } from './object-service.ts';

/** How the server itself writes. */
export const SERVER_WRITES: WriteOptions = {
  requester: { name: 'system:apiserver', groups: [MASTERS_GROUP, 'system:authenticated'] },
  fieldManager: 'kube-apiserver',
};
