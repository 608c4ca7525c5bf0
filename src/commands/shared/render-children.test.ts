import { expect, test } from 'vitest';
import { maiaInstance } from '../../../test/support/maia-reconciler.ts';
import type { AnyReconciler } from '../../registry.ts';
import { parseManifests } from './read-manifests.ts';
import { renderChildren } from './render-children.ts';

const RECONCILERS = [maiaInstance as AnyReconciler];

const SECRET = 'apiVersion: v1\nkind: Secret\nmetadata: {name: keys}\nstringData: {api-key: hunter2hunter2}\n';

function instance(spec: string): string {
  return `apiVersion: maia.cuemby.com/v1alpha1\nkind: MaiaInstance\nmetadata: {name: demo}\nspec: ${spec}\n`;
}

async function render(...documents: readonly string[]): Promise<Awaited<ReturnType<typeof renderChildren>>> {
  return renderChildren(parseManifests(documents.join('---\n'), 'demo.yaml'), RECONCILERS, 'team', 0);
}

test('gives the children in the namespace that was asked for', async () => {
  const [rendered] = await render(instance('{}'));
  expect(rendered?.children.map((child) => `${child.kind}/${child.metadata.name}`)).toContain('Deployment/demo');
  expect(new Set(rendered?.children.map((child) => child.metadata.namespace))).toEqual(new Set(['team']));
});

test('twice the same input gives the same bytes', async () => {
  expect(JSON.stringify(await render(instance('{replicas: 1}')))).toBe(JSON.stringify(await render(instance('{replicas: 1}'))));
});

test('a Secret beside it counts as being there; without it the note says what is missing; its value is in no child', async () => {
  const spec = '{security: {apiKeySecretRef: {name: keys}}}';
  const [without] = await render(instance(spec));
  expect(without?.blocked?.message).toContain('keys');
  const [withSecret] = await render(SECRET, instance(spec));
  expect(withSecret?.blocked?.message ?? '').not.toContain('keys');
  expect(JSON.stringify(withSecret?.children)).not.toContain('hunter2');
});

test.each([
  ['{replicas: 99}', /demo.yaml: MaiaInstance demo is not valid/, /spec\.replicas: /],
  ['{replicas: 1, replica: 2}', /MaiaInstance demo is not valid/, /spec\.replica: unknown field/],
  ['{image: {tga: x}}', /MaiaInstance demo is not valid/, /spec\.image\.tga: unknown field/],
])('%s is refused', async (spec, message, why) => {
  await expect(render(instance(spec))).rejects.toMatchObject({
    exit: 2,
    message: expect.stringMatching(message) as string,
    why: expect.stringMatching(why) as string,
  });
});

test('an object without a name is refused', async () => {
  await expect(render('apiVersion: v1\nkind: Secret\nmetadata: {}\n')).rejects.toThrow('demo.yaml: Secret has no metadata.name');
});

test('other kinds alone render nothing', async () => {
  expect(await render(SECRET)).toEqual([]);
});
