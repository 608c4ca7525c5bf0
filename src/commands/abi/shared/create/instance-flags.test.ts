import { expect, test } from 'vitest';
import type { SpecField } from '../../../shared/create/create-flag.ts';
import { ABI_INSTANCE_FLAGS } from './instance-flags.ts';

function fields(name: string, ...texts: readonly string[]): readonly SpecField[] {
  const flag = ABI_INSTANCE_FLAGS.find((one) => one.name === name);
  if (flag === undefined || !('fields' in flag)) throw new Error(name);
  return flag.fields(texts, 'brain');
}

const said = (name: string, ...texts: readonly string[]): string =>
  fields(name, ...texts)
    .map(({ path, value }) => `${path.join('.')}=${String(value)}`)
    .join(' ');

const DIGEST = `sha256:${'a'.repeat(64)}`;

test.each([
  ['image', 'abi', 'image.repository=abi'],
  ['image', 'reg:5000/a/abi', 'image.repository=reg:5000/a/abi'],
  ['image', 'reg:5000/abi:v1', 'image.repository=reg:5000/abi image.tag=v1'],
  ['image', `abi@${DIGEST}`, `image.repository=abi image.tag=${DIGEST}`],
  ['image', `abi:v1@${DIGEST}`, `image.repository=abi image.tag=v1@${DIGEST}`],
  ['feature', 'gpu=true,web=off', 'features.gpu=true features.web=false'],
  ['gpu', 'cuda', 'features.gpu=true gpu.backend=cuda'],
  ['gpu', 'vulkan:2', 'features.gpu=true gpu.backend=vulkan gpu.count=2'],
  ['gpu', 'none', 'features.gpu=false gpu.backend=none'],
  ['storage', '20Gi', 'storage.enabled=true storage.size=20Gi'],
  ['llm', 'openai', 'llm.provider=openai'],
  ['llm', 'huggingface/org/model', 'llm.provider=huggingface llm.model=org/model'],
  ['hard-anti-affinity', 'true', 'highAvailability.enabled=true highAvailability.antiAffinity=hard'],
  ['hard-anti-affinity', 'false', 'highAvailability.antiAffinity=soft'],
])('--%s %s', (name, text, expected) => {
  expect(said(name, text)).toBe(expected);
});

test.each([
  ['image', ':v1'],
  ['image', 'abi:'],
  ['gpu', ':1'],
  ['gpu', 'cuda:x'],
  ['gpu', 'cuda:1:2'],
  ['llm', '/llama3'],
  ['llm', 'ollama/'],
  ['feature', 'gpu'],
  ['feature', 'toString=true'],
  ['feature', 'gpu=toString'],
  ['feature', 'gpu=true,gpu=false'],
])('--%s %s is a usage error', (name, text) => {
  expect(() => fields(name, text)).toThrow(expect.objectContaining({ exit: 2 }) as Error);
});
