import { at, numberAt, ownOf, textAt, type Facts, type OwnObject } from '../facts.ts';
import { objectName } from '../../why/related.ts';
import type { Hit } from '../finding.ts';
import { patchOwn } from '../fix-words.ts';
import type { DoctorRule } from '../rule.ts';

function hits(facts: Facts, judge: (own: OwnObject) => Omit<Hit, 'object'> | undefined): readonly Hit[] {
  return ownOf(facts, 'AbiInstance').flatMap((own): readonly Hit[] => {
    const hit = judge(own);
    return hit === undefined ? [] : [{ object: objectName(own.object), ...hit }];
  });
}

/** The Secret that a provider of language models needs, by its field. */
const KEY_FIELDS: Readonly<Record<string, string>> = {
  openai: 'openaiApiKeySecret',
  anthropic: 'anthropicApiKeySecret',
  huggingface: 'huggingfaceTokenSecret',
};

/** ABI. */
export const abiRules: readonly DoctorRule[] = [
  {
    id: 'AIS701',
    area: 'abi',
    severity: 'warning',
    title: 'a GPU block has no effect',
    find: (facts) =>
      hits(facts, (own) =>
        at(own.object['spec'], 'gpu') === undefined || at(own.spec, 'features', 'gpu') === true
          ? undefined
          : {
              message: 'spec.gpu is set and spec.features.gpu is not true: pods get no GPU',
              evidence: ['spec.features.gpu: false'],
              fix: patchOwn(own, ['spec', 'features', 'gpu'], true),
            },
      ),
  },
  {
    id: 'AIS702',
    area: 'abi',
    severity: 'info',
    title: 'data goes with its pod',
    find: (facts) =>
      hits(facts, (own) =>
        at(own.spec, 'features', 'database') !== true || at(own.spec, 'storage', 'enabled') === true
          ? undefined
          : {
              message: 'the vector database has no volume: its data is gone when a pod is replaced',
              evidence: ['spec.storage.enabled is not true'],
              fix: patchOwn(own, ['spec', 'storage', 'enabled'], true),
            },
      ),
  },
  {
    id: 'AIS703',
    area: 'abi',
    severity: 'error',
    title: 'autoscaling by CPU without a request',
    find: (facts) =>
      hits(facts, (own) => {
        const isOn = at(own.spec, 'autoscaling', 'enabled') === true;
        // A limit stands in for a request that is not there.
        if (!isOn || at(own.spec, 'resources', 'requests', 'cpu') !== undefined || at(own.spec, 'resources', 'limits', 'cpu') !== undefined)
          return undefined;
        return {
          message: 'the target is a share of the CPU that pods ask for, and they ask for none: it never scales',
          evidence: ['spec.resources.requests.cpu is not set'],
          fix: patchOwn(own, ['spec', 'resources', 'requests', 'cpu'], 'AMOUNT'),
        };
      }),
  },
  {
    id: 'AIS704',
    area: 'abi',
    severity: 'warning',
    title: 'a model provider has no key',
    find: (facts) =>
      hits(facts, (own) => {
        const provider = textAt(own.spec, 'llm', 'provider');
        const field = KEY_FIELDS[provider ?? ''];
        if (provider === undefined || field === undefined || at(own.spec, 'secrets', field) !== undefined) return undefined;
        return {
          message: `provider ${provider} needs a key, and spec.secrets.${field} names none`,
          evidence: [`spec.llm.provider: ${provider}`],
          fix: patchOwn(own, ['spec', 'secrets', field, 'name'], 'SECRET'),
        };
      }),
  },
  {
    id: 'AIS705',
    area: 'abi',
    severity: 'warning',
    title: 'more pods than nodes that may take them',
    find: (facts) =>
      hits(facts, (own) => {
        const isHard = at(own.spec, 'highAvailability', 'enabled') === true && at(own.spec, 'highAvailability', 'antiAffinity') === 'hard';
        const scales = at(own.spec, 'autoscaling', 'enabled') === true;
        const most = (scales ? numberAt(own.spec, 'autoscaling', 'maxReplicas') : numberAt(own.spec, 'replicas')) ?? 1;
        const nodes = facts.all('Node').filter((node) => at(node, 'spec', 'unschedulable') !== true).length;
        if (!isHard || !facts.sees('Node') || most <= nodes) return undefined;
        return {
          message: `with antiAffinity hard each pod needs a node of its own: up to ${String(most)} pods, ${String(nodes)} nodes`,
          evidence: ['spec.highAvailability.antiAffinity: hard'],
          fix: patchOwn(own, ['spec', 'highAvailability', 'antiAffinity'], 'soft'),
        };
      }),
  },
];
