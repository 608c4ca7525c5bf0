import type { JsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { TableColumn } from '../../resources/table-column.ts';
import { listIn, numberIn, objectIn, specOf, statusOf, textIn } from '../../values/read-values.ts';
import { AGE, column, NAME, NONE } from './column.ts';

const UNKNOWN = '<unknown>';
const FIELDS: Readonly<Record<string, string>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};

/** The current value in the terms of the target; for plain values what the target says, too. */
function against(target: JsonObject, current: JsonObject | undefined, averageMark: string): string {
  if (target['averageValue'] !== undefined) {
    return `${textIn(current?.['averageValue']) || UNKNOWN}/${textIn(target['averageValue'])}${averageMark}`;
  }
  return `${textIn(current?.['value']) || UNKNOWN}/${textIn(target['value'])}`;
}

function resourceText(source: JsonObject, current: JsonObject | undefined, name: string): string {
  const target = objectIn(source['target']);
  if (target['averageValue'] !== undefined) return `${name}: ${against(target, current, '')}`;
  const now = current?.['averageUtilization'];
  const wanted = target['averageUtilization'];
  return `${name}: ${typeof now === 'number' ? `${String(now)}%` : UNKNOWN}/${typeof wanted === 'number' ? `${String(wanted)}%` : '<auto>'}`;
}

function metricText(metric: JsonObject, status: JsonObject | undefined): string {
  const type = textIn(metric['type']);
  const field = FIELDS[type];
  if (field === undefined) return '<unknown type>';
  const source = objectIn(metric[field]);
  const found = status?.[field] === undefined ? undefined : objectIn(objectIn(status[field])['current']);
  if (type === 'Resource') return resourceText(source, found, textIn(source['name']));
  if (type === 'ContainerResource') return resourceText(source, found, textIn(source['name']));
  return against(objectIn(source['target']), found, type === 'Pods' ? '' : ' (avg)');
}

const SHOWN = 2;

function targets(autoscaler: KubeObject): string {
  const metrics = listIn(specOf(autoscaler)['metrics']);
  if (metrics.length === 0) return NONE;
  const current = listIn(statusOf(autoscaler)['currentMetrics']);
  const texts = metrics.slice(0, SHOWN).map((metric, index) => metricText(metric, current[index]));
  const more = metrics.length - SHOWN;
  return more > 0 ? `${texts.join(', ')} + ${String(more)} more...` : texts.join(', ');
}

/** Columns of HorizontalPodAutoscalers. */
export const AUTOSCALER_COLUMNS: readonly TableColumn[] = [
  NAME,
  column('Reference', (object) => {
    const { kind, name } = objectIn(specOf(object)['scaleTargetRef']);
    return `${textIn(kind)}/${textIn(name)}`;
  }),
  column('Targets', targets),
  column('MinPods', (object) => {
    const { minReplicas } = specOf(object);
    return typeof minReplicas === 'number' ? String(minReplicas) : '<unset>';
  }),
  column('MaxPods', (object) => numberIn(specOf(object)['maxReplicas'])),
  column('Replicas', (object) => numberIn(statusOf(object)['currentReplicas'])),
  AGE,
];
