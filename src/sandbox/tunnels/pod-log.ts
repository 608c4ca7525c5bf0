import type { ServerResponse } from 'node:http';
import type { Clock } from '../../kernel/clock.ts';
import type { ApiFailure } from '../failures/api-failure.ts';
import { badRequest } from '../failures/common-failures.ts';
import type { ContainerLog, LogLine } from '../programs/pod-runtime.ts';
import type { PodShape } from '../programs/service-shapes.ts';
import type { ResourceRequestInfo } from '../requests/tunnels.ts';
import { type LogOptions, readLogOptions } from './log-options.ts';
import { chooseContainer, findPod, startedContainer, type TunnelParts } from './pod-lookup.ts';

/** A reader that takes nothing is cut off once this much waits for it. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;

/** Why there is no log (kubelet, `validateContainerLogStatus`). */
function withoutLog(pod: PodShape, container: string, previous: boolean): ApiFailure {
  const where = `container "${container}" in pod "${pod.metadata.name}"`;
  if (previous) return badRequest(`previous terminated ${where} not found`);
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  const status = statuses.find(({ name }) => name === container);
  if (status === undefined) return badRequest(`${where} is not available`);
  const reason = status.state?.waiting?.reason;
  if (reason === 'ErrImagePull') return badRequest(`${where} is waiting to start: image can't be pulled`);
  if (reason === 'ImagePullBackOff') return badRequest(`${where} is waiting to start: trying and failing to pull image`);
  return badRequest(reason === undefined ? `${where} is waiting to start - no logs yet` : `${where} is waiting to start: ${reason}`);
}

/** RFC 3339 with nanoseconds, all nine digits written. */
function nanoTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000000Z');
}

function firstLines({ lines }: ContainerLog, { tailLines, since }: LogOptions): readonly LogLine[] {
  const tail = tailLines === undefined ? lines : lines.slice(Math.max(lines.length - tailLines, 0));
  return since === undefined ? tail : tail.filter(({ time }) => time >= since);
}

function stream(log: ContainerLog, options: LogOptions, response: ServerResponse): void {
  let left = options.limitBytes ?? Number.POSITIVE_INFINITY;
  let stop = (): void => {};
  const end = (): void => {
    stop();
    response.end();
  };
  const write = ({ time, text }: LogLine): void => {
    const bytes = Buffer.from(`${options.timestamps ? `${nanoTimestamp(time)} ` : ''}${text}\n`);
    response.write(bytes.length > left ? bytes.subarray(0, left) : bytes);
    left -= bytes.length;
  };
  response.writeHead(200, { 'content-type': 'text/plain' });
  for (const line of firstLines(log, options)) {
    if (left > 0) write(line);
  }
  if (!options.follow || left <= 0) {
    response.end();
    return;
  }
  response.flushHeaders();
  response.once('close', () => stop());
  stop = log.follow((line) => {
    if (line !== undefined) write(line);
    if (response.writableLength > MAX_WAITING_BYTES) response.destroy();
    else if (line === undefined || left <= 0) end();
  });
  if (log.closed) stop();
}

/** Serves `GET …/pods/NAME/log`. */
export function servePodLog(
  parts: TunnelParts & { readonly clock: Pick<Clock, 'now'> },
  { query, resource }: ResourceRequestInfo,
  response: ServerResponse,
): void {
  const { namespace = '', name = '' } = resource;
  const options = readLogOptions(query, name, parts.clock.now());
  const pod = findPod(parts, { namespace, name });
  const container = chooseContainer(pod, options.container);
  if (pod.spec?.nodeName === undefined || pod.spec.nodeName === '') {
    // No node, no log: an empty answer, not a failure.
    response.writeHead(204).end();
    return;
  }
  const started = startedContainer(parts, pod, container);
  const log = options.previous ? started?.previousLog : started?.log;
  if (log === undefined) throw withoutLog(pod, container, options.previous);
  stream(log, options, response);
}
