import { expect, test } from 'vitest';
import { decodeEnvelope } from './decode-envelope.ts';

/** Bodies as kubectl 1.36 sent them. */
const SENT = {
  review:
    'azhzAAoyChdhdXRob3JpemF0aW9uLms4cy5pby92MRIXU2VsZlN1YmplY3RBY2Nlc3NSZXZpZXcSPgoQCgASABoAIgAqADIAOABCABIgCh4KBmRwcm9iZRIDZ2V0GgAiACoEcG9kczIDbG9nOgAaCAgAEgAaACAAGgAiAA==',
  deployment:
    'azhzAAoVCgdhcHBzL3YxEgpEZXBsb3ltZW50ErgBCiMKAnBiEgAaBmRwcm9iZSIAKgAyADgAQgBaCQoDYXBwEgJwYhKCAQgAEgsKCQoDYXBwEgJwYhppChsKABIAGgAiACoAMgA4AEIAWgkKA2FwcBICcGISShIsCgNpbWcSBWltZzoxKgAyCgoAEAAYUCIAKgBCAGoAcgCAAQCIAQCQAQCiAQAaADIAQgBKAFIAWABgAGgAggEAigEAmgEAwgEAIgIKACgAOAAaDAgAEAAYACAAKAA4ABoAIgA=',
  role: 'azhzAAokChxyYmFjLmF1dGhvcml6YXRpb24uazhzLmlvL3YxEgRSb2xlEigKFwoBchIAGgZkcHJvYmUiACoAMgA4AEIAEg0KA2dldBIAGgRwb2RzGgAiAA==',
  secret: 'azhzAAoMCgJ2MRIGU2VjcmV0EiMKFwoBcxIAGgZkcHJvYmUiACoAMgA4AEIAEgYKAWsSAXYaABoAIgA=',
  quota: 'azhzAAoTCgJ2MRINUmVzb3VyY2VRdW90YRIpChcKAXESABoGZHByb2JlIgAqADIAOABCABIMCgoKA2NwdRIDCgEyGgAaACIA',
  service:
    'azhzAAoNCgJ2MRIHU2VydmljZRJqCiEKAXMSABoGZHByb2JlIgAqADIAOABCAFoICgNhcHASAXMSQQocCgY4MC13ZWISA1RDUBhQIgkIARAAGgN3ZWIoABIICgNhcHASAXMaACIJQ2x1c3RlcklQOgBCAFIAWgBgAGgAGgIKABoAIgA=',
};

function decode(base64: string): Readonly<Record<string, unknown>> {
  return decodeEnvelope(Buffer.from(base64, 'base64'));
}

test('a review', () => {
  expect(decode(SENT.review)).toMatchObject({
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { namespace: 'dprobe', verb: 'get', resource: 'pods', subresource: 'log' } },
  });
});

test('a deployment: pointers keep zero, everything else that is empty is left out', () => {
  const deployment = decode(SENT.deployment);
  expect(deployment).toMatchObject({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'pb', namespace: 'dprobe', labels: { app: 'pb' } },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: 'pb' } },
      template: {
        metadata: { labels: { app: 'pb' } },
        spec: { containers: [{ name: 'img', image: 'img:1', ports: [{ containerPort: 80 }] }] },
      },
    },
  });
  expect(deployment['spec']).not.toHaveProperty('minReadySeconds');
  expect(deployment['metadata']).not.toHaveProperty('generateName');
  expect(deployment['metadata']).not.toHaveProperty('creationTimestamp');
});

test('an empty element of a list of texts stays', () => {
  expect(decode(SENT.role)).toMatchObject({ kind: 'Role', rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }] });
});

test('bytes become base64, quantities and ports their texts', () => {
  expect(decode(SENT.secret)).toMatchObject({ kind: 'Secret', data: { k: 'dg==' } });
  expect(decode(SENT.quota)).toMatchObject({ spec: { hard: { cpu: '2' } } });
  expect(decode(SENT.service)).toMatchObject({
    spec: { type: 'ClusterIP', ports: [{ name: '80-web', protocol: 'TCP', port: 80, targetPort: 'web' }] },
  });
});

test('what is no such body is refused', () => {
  expect(() => decodeEnvelope(Buffer.from('{}'))).toThrow('expected prefix [107 56 115 0]');
  expect(() => decodeEnvelope(Buffer.from('k8s\0\u000a\u00ff'))).toThrow('unexpected EOF');
});

test('a type whose fields nobody told is refused by name', () => {
  const typeMeta = Buffer.from('\u000a\u0002v1\u0012\u0004Node');
  const body = Buffer.concat([Buffer.from('k8s\0\u000a'), Buffer.from([typeMeta.length]), typeMeta]);
  expect(() => decodeEnvelope(body)).toThrow('no protobuf fields of Node in v1 are known here: send it as JSON');
});
