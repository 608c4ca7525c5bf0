import { Readable } from 'node:stream';
import type { ServiceCaller } from '../../src/cluster/service-caller.ts';
import { servicesAt, type LocalServices } from './services-at.ts';

/** For what has no limit of its own: no test takes longer. */
const NO_LIMIT_MS = 60_000;

/** Like {@link servicesAt}, and streams are opened too; a `timeoutMs` of 0 is no limit. */
export function openServicesAt(url: string): LocalServices {
  const whole = servicesAt(url);
  const open: ServiceCaller['open'] = async (_service, { body, headers = {}, method, path, signal }) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers,
      redirect: 'manual',
      ...(signal !== undefined && { signal }),
      ...(body !== undefined && { body }),
    });
    const stream = answer.body === null ? Readable.from([]) : Readable.fromWeb(answer.body);
    return { status: answer.status, headers: Object.fromEntries(answer.headers), stream };
  };
  const call: ServiceCaller['call'] = async (service, request) =>
    await whole.call(service, { ...request, timeoutMs: request.timeoutMs === 0 ? NO_LIMIT_MS : request.timeoutMs });
  return { ...whole, call, open };
}
