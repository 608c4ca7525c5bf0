import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import type { ObjectsScene } from './objects-scene.ts';

/** A custom resource of the suite: with status, scale and the selectable field `.spec.color`. */
export interface WidgetType {
  readonly group: string;
  readonly apiVersion: string;
  /** `widgets.group`, as messages name it. */
  readonly resource: string;
  /** The path of the suite's Widgets. */
  path(): string;
  widget(name: string, spec?: object, metadata?: object, more?: object): object;
}

const COUNT = { type: 'integer' };
const TEXT = { type: 'string' };

function definition(group: string): object {
  const schema = {
    type: 'object',
    properties: {
      spec: { type: 'object', properties: { replicas: COUNT, color: TEXT, size: { ...COUNT, default: 3 } } },
      status: { type: 'object', properties: { replicas: COUNT, selector: TEXT, note: TEXT } },
    },
  };
  const scale = { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas', labelSelectorPath: '.status.selector' };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {}, scale },
          schema: { openAPIV3Schema: schema },
          selectableFields: [{ jsonPath: '.spec.color' }],
        },
      ],
    },
  };
}

/** Defines the type for the suite and takes it away at the end. Call it in the body of `describeCluster`, after `objectsScene`. */
export function widgetType(scene: ObjectsScene): WidgetType {
  const group = `${randomUUID().slice(0, 8)}.objects.conformance.dev`;
  const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  const apiVersion = `${group}/v1`;
  const path = (): string => `/apis/${apiVersion}/namespaces/${scene.namespace}/widgets`;

  beforeAll(async () => {
    await scene.object(201, 'POST', definitions, definition(group));
    await vi.waitFor(async () => expect((await scene.send('GET', path())).status).toBe(200), { timeout: 60_000, interval: 50 });
  });
  afterAll(async () => {
    await scene.send('DELETE', `${definitions}/widgets.${group}`);
  });

  return {
    group,
    apiVersion,
    resource: `widgets.${group}`,
    path,
    widget: (name, spec = {}, metadata = {}, more = {}) => ({ apiVersion, kind: 'Widget', metadata: { name, ...metadata }, spec, ...more }),
  };
}
