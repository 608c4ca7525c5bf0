import type { AgentSpec } from '../../../../kinds/kaos/agent-spec.ts';
import type { McpServerSpec } from '../../../../kinds/kaos/mcp-server-spec.ts';
import type { ModelApiSpec } from '../../../../kinds/kaos/model-api-spec.ts';
import { normaliseAgent } from '../../../../kinds/kaos/normalise-agent.ts';
import { normaliseMcpServer } from '../../../../kinds/kaos/normalise-mcp-server.ts';
import { normaliseModelApi } from '../../../../kinds/kaos/normalise-model-api.ts';
import type { SpecWarning } from '../../../../kinds/kaos/spec-warning.ts';
import { strongComponents } from '../../../../kernel/strong-components.ts';
import { objectName } from '../../why/related.ts';
import { at, listAt, ownOf, textAt, type Facts, type OwnObject } from '../facts.ts';
import type { Hit } from '../finding.ts';
import { objectWord, patchOwn, programOf } from '../fix-words.ts';
import type { DoctorRule } from '../rule.ts';

function peersOf({ object }: OwnObject): readonly string[] {
  return listAt(object['spec'], 'agentNetwork', 'access').filter((name) => typeof name === 'string');
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

/** One hit for each object that an agent names in this way and that is not there. */
function missing(facts: Facts, kind: string, fix: (name: string, own: OwnObject) => string): readonly Hit[] {
  return ownOf(facts, 'Agent').flatMap((own) =>
    own.references
      .filter(
        ({ reference, state }) =>
          reference.type.kind === kind && state === 'absent' && reference.name !== (kind === 'Agent' ? own.object.metadata.name : ''),
      )
      .map(({ reference: { name, namespace = '', field = '' } }): Hit => ({
        object: objectName(own.object),
        message: `${field} names ${kind} ${name}, which does not exist in namespace ${namespace}`,
        evidence: [`${kind}/${namespace}/${name}: not found`],
        fix: fix(name, own),
      })),
  );
}

function namespaceFlag({ object }: OwnObject): string {
  return object.metadata.namespace === undefined ? '' : ` -n ${object.metadata.namespace}`;
}

/** What is allowed in a spec and hardly meant: names and newer names of a field that contradict each other, names given twice. */
const WARNINGS: readonly { readonly kind: string; readonly of: (spec: unknown) => readonly SpecWarning[] }[] = [
  { kind: 'Agent', of: (spec) => normaliseAgent(spec as AgentSpec).warnings },
  { kind: 'ModelAPI', of: (spec) => normaliseModelApi(spec as ModelApiSpec).warnings },
  { kind: 'MCPServer', of: (spec) => normaliseMcpServer(spec as McpServerSpec).warnings },
];

/** KAOS. */
export const kaosRules: readonly DoctorRule[] = [
  {
    id: 'AIS901',
    area: 'kaos',
    severity: 'warning',
    title: 'agents may call each other in a ring',
    find: (facts) => {
      const agents = ownOf(facts, 'Agent');
      const byKey = new Map(agents.map((own) => [keyOf(own.object.metadata.namespace, own.object.metadata.name), own] as const));
      const next = (key: string): readonly string[] => {
        const own = byKey.get(key);
        return own === undefined ? [] : peersOf(own).map((peer) => keyOf(own.object.metadata.namespace, peer));
      };
      return strongComponents([...byKey.keys()], next)
        .filter(({ length }) => length > 1)
        .flatMap((ring): readonly Hit[] => {
          const first = byKey.get(ring[0] ?? '');
          if (first === undefined) return [];
          const names = ring.map((key) => key.split('/').at(-1) ?? '');
          const { name } = first.object.metadata;
          const peer = peersOf(first).find((one) => names.includes(one)) ?? '';
          return [
            {
              object: objectName(first.object),
              message: `${names.join(', ')} reach each other through spec.agentNetwork.access: a task may be handed on without end`,
              evidence: names.map((one) => `Agent ${one} is part of the ring`),
              fix: `${programOf(facts, 'kaos')} agent peers remove ${name} ${peer}${namespaceFlag(first)}`,
            },
          ];
        });
    },
  },
  {
    id: 'AIS902',
    area: 'kaos',
    severity: 'error',
    title: 'a peer does not exist',
    find: (facts) =>
      missing(
        facts,
        'Agent',
        (name, own) => `${programOf(facts, 'kaos')} agent peers remove ${own.object.metadata.name} ${name}${namespaceFlag(own)}`,
      ),
  },
  {
    id: 'AIS903',
    area: 'kaos',
    severity: 'error',
    title: 'the ModelAPI of an agent does not exist',
    find: (facts) => missing(facts, 'ModelAPI', (_, own) => `kubectl get modelapis.kaos.tools${namespaceFlag(own)}`),
  },
  {
    id: 'AIS904',
    area: 'kaos',
    severity: 'error',
    title: 'an MCPServer of an agent does not exist',
    find: (facts) => missing(facts, 'MCPServer', (_, own) => `kubectl get mcpservers.kaos.tools${namespaceFlag(own)}`),
  },
  {
    id: 'AIS905',
    area: 'kaos',
    severity: 'warning',
    title: 'a peer cannot be called',
    find: (facts) => {
      const agents = ownOf(facts, 'Agent');
      return agents.flatMap((own) =>
        peersOf(own).flatMap((name): readonly Hit[] => {
          const peer = agents.find(
            ({ object: { metadata } }) => metadata.name === name && metadata.namespace === own.object.metadata.namespace,
          );
          if (peer === undefined || peer === own || at(peer.spec, 'agentNetwork', 'expose') !== false) return [];
          return [
            {
              object: objectName(own.object),
              message: `it may call ${name}, which has agentNetwork.expose false and so no Service`,
              evidence: [`Agent ${name}: spec.agentNetwork.expose: false`],
              fix: patchOwn(peer, ['spec', 'agentNetwork', 'expose'], true),
            },
          ];
        }),
      );
    },
  },
  {
    id: 'AIS906',
    area: 'kaos',
    severity: 'warning',
    title: "a backend's key stands in a spec",
    find: (facts) =>
      ownOf(facts, 'ModelAPI').flatMap((own): readonly Hit[] =>
        (textAt(own.object['spec'], 'proxyConfig', 'apiKey', 'value') ?? '') === ''
          ? []
          : [
              {
                object: objectName(own.object),
                message:
                  'spec.proxyConfig.apiKey has a literal value, which everybody can read who may read the object: use valueFrom.secretKeyRef',
                evidence: ['spec.proxyConfig.apiKey.value is set'],
                fix: `${programOf(facts, 'kaos')} describe ${objectWord(own)}`,
              },
            ],
      ),
  },
  {
    id: 'AIS907',
    area: 'kaos',
    severity: 'info',
    title: 'nobody uses a ModelAPI',
    find: (facts) =>
      !facts.sees('Agent')
        ? []
        : ownOf(facts, 'ModelAPI').flatMap((own): readonly Hit[] => {
            const { name, namespace } = own.object.metadata;
            const isUsed = ownOf(facts, 'Agent').some(
              ({ object }) => object.metadata.namespace === namespace && textAt(object['spec'], 'modelAPI') === name,
            );
            if (isUsed) return [];
            return [
              {
                object: objectName(own.object),
                message: `no agent in namespace ${namespace ?? ''} uses it, and its pods run`,
                evidence: ['no Agent has spec.modelAPI of this name'],
                fix: `${programOf(facts, 'kaos')} get agents${namespaceFlag(own)}`,
              },
            ];
          }),
  },
  {
    id: 'AIS908',
    area: 'kaos',
    severity: 'warning',
    title: 'a part of a spec has no effect',
    find: (facts) =>
      WARNINGS.flatMap(({ kind, of }) =>
        ownOf(facts, kind)
          .filter(({ issues }) => issues.length === 0)
          .flatMap((own) =>
            of(own.spec).map(({ reason, message }): Hit => ({
              object: objectName(own.object),
              message,
              evidence: [reason],
              fix: `kubectl edit ${own.kind.plural}.${own.kind.group} ${own.object.metadata.name}${namespaceFlag(own)}`,
            })),
          ),
      ),
  },
];
