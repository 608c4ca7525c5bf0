import { POD } from '../../../kernel/builtin-types.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { listPages } from '../get/list-pages.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import type { LineFilter } from './line-filter.ts';
import { lineWriter } from './line-writer.ts';
import type { LogOptions, LogSource } from './pod-log-stream.ts';
import { readPodLog } from './pod-log-stream.ts';
import type { WorkloadPart } from './workload-parts.ts';
import { WORKLOAD_TYPES } from './workload-parts.ts';

/** The workloads of a namespace. */
export async function readWorkloads(session: Session, namespace: string, signal: AbortSignal): Promise<readonly KubeObject[]> {
  const found = await Promise.all(
    WORKLOAD_TYPES.map(async (type) => {
      const pages = await session.during({ verb: 'list', type, namespace }, () =>
        listPages((options) => session.api.list(type, options), { namespace, signal }),
      );
      return pages.flatMap(({ items }) => items);
    }),
  );
  return found.flat();
}

function containersOf({ spec }: KubeObject): readonly string[] {
  const containers = isJsonObject(spec) && Array.isArray(spec['containers']) ? spec['containers'].filter(isJsonObject) : [];
  return containers.map(({ name }) => String(name));
}

/** The containers of all pods of the parts, by part and pod; `container` narrows to those of that name. */
export async function logSources(
  session: Session,
  namespace: string,
  parts: readonly WorkloadPart[],
  container: string | undefined,
  signal: AbortSignal,
): Promise<readonly LogSource[]> {
  const found = await Promise.all(
    parts.map(async ({ selector }) => {
      const pages = await session.during({ verb: 'list', type: POD, namespace }, () =>
        listPages((options) => session.api.list(POD, options), { namespace, labelSelector: selector, signal }),
      );
      const pods = pages.flatMap(({ items }) => items).toSorted((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1));
      return pods.flatMap((pod) =>
        containersOf(pod)
          .filter((name) => container === undefined || name === container)
          .map((name): LogSource => ({ namespace, pod: pod.metadata.name, container: name })),
      );
    }),
  );
  return found.flat();
}

/** How the lines of several logs are told apart, as kubectl does it. */
function prefixOf({ pod, container }: LogSource): string {
  return `[pod/${pod}/${container}] `;
}

/**
 * Prints logs on stdout: one as it is; of several each line says where it is from, one log after the other, or, where they are followed, as
 * lines come. A log that there is not is told on stderr. Ends when every container has ended, or `signal` is aborted (throws its reason).
 */
export async function printLogs(
  session: Session,
  sources: readonly LogSource[],
  options: LogOptions & { readonly filters?: (() => LineFilter) | undefined },
  runtime: Pick<Runtime, 'stdout' | 'stderr'>,
  signal: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const print = async (source: LogSource): Promise<void> => {
    const writer = lineWriter(sources.length > 1 ? prefixOf(source) : '', runtime.stdout, options.filters?.());
    const end = await readPodLog(session, source, options, (chunk) => writer.write(chunk), until);
    writer.end();
    if (end.is === 'none') runtime.stderr(`No log of pod ${source.pod}, container ${source.container}: ${end.why}\n`);
  };
  if (!options.follow) {
    for (const source of sources) await print(source);
    return;
  }
  try {
    await Promise.all(sources.map(print));
  } catch (error) {
    stop.abort();
    throw error;
  }
}
