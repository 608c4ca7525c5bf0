import { expect, test } from 'vitest';
import { abiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import { resourceProblem } from './resource-problem.ts';

const problem = (resources: unknown): string | undefined => resourceProblem(abiInstanceSpec.parse({ resources }));

test.each([
  [{ requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1000m', memory: '1024Mi' } }],
  [{ requests: { 'amd.com/gpu': 2 }, limits: { 'amd.com/gpu': '2' } }],
  [{ limits: { 'hugepages-2Mi': '4Mi', memory: '1Gi' } }],
  [{ requests: { 'ephemeral-storage': '1Gi' } }],
  [{}],
])('%j is fine', (resources) => {
  expect(problem(resources)).toBeUndefined();
});

test.each([
  [{ requests: { cpu: '2' }, limits: { cpu: '1500m' } }, 'the request of cpu (2) is more than its limit (1500m)'],
  [{ requests: { disk: '1Gi' } }, 'names disk'],
  [{ limits: { 'Amd.com/gpu': 1 } }, 'names Amd.com/gpu'],
  [{ limits: { 'requests.amd.com/gpu': 1 } }, 'names requests.amd.com/gpu'],
  [{ limits: { 'amd.com/gpu': '500m' } }, 'amd.com/gpu must be a whole number'],
  [{ requests: { 'amd.com/gpu': 1 }, limits: { 'amd.com/gpu': 2 } }, 'must equal its limit (2)'],
  [{ limits: { 'hugepages-2Mi': '4Mi' } }, 'huge pages need'],
])('%j is refused before anything is made', (resources, words) => {
  expect(problem(resources)).toContain(words);
});
