import { CONFIG_MAP } from '../../../kernel/builtin-types.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { MarieJobSpec } from '../../../kinds/marie/job-spec.ts';
import type { World } from '../../engine/contract.ts';

/** What a job may carry along: bytes of text, or of base64. */
const DATA_MAX = 524_288;

/** A document in a Secret: its value is read where it is sent, never here. */
export interface SecretInput {
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
}

/** The document of a job. */
export type JobInput =
  /** By address, or none. */
  | { readonly state: 'plain' }
  | { readonly state: 'data'; readonly data: string }
  | { readonly state: 'secret'; readonly secret: SecretInput }
  /** `fatal`: waiting does not help. */
  | { readonly state: 'problem'; readonly fatal: boolean; readonly message: string };

function problem(message: string, fatal = false): JobInput {
  return { state: 'problem', fatal, message };
}

/** Of several keys the one called `data`. */
function onlyKey(keys: readonly string[]): string | undefined {
  return keys.length === 1 ? keys[0] : keys.find((key) => key === 'data');
}

async function fromConfigMap(namespace: string, name: string, world: World): Promise<JobInput> {
  const found = await world.read({ type: CONFIG_MAP, namespace, name });
  const label = `ConfigMap/${namespace}/${name}`;
  if (found.state === 'unknown') return problem(`spec.input.configMapRef: ${found.why}`);
  if (found.state === 'absent') return problem(`spec.input.configMapRef: ${label} does not exist`);
  const field = (key: string): Readonly<Record<string, unknown>> => (isJsonObject(found.object[key]) ? found.object[key] : {});
  const values = { ...field('data'), ...field('binaryData') };
  const key = onlyKey(Object.keys(values));
  const value = key === undefined ? undefined : values[key];
  if (typeof value !== 'string') {
    return problem(
      `spec.input.configMapRef: ${label} must have one key, or one called data, and has ${String(Object.keys(values).length)}`,
    );
  }
  const size = Buffer.byteLength(value);
  return size > DATA_MAX
    ? problem(
        `spec.input.configMapRef: ${label} holds ${String(size)} bytes and a job carries at most ${String(DATA_MAX)}: use spec.input.uri`,
        true,
      )
    : { state: 'data', data: value };
}

async function fromSecret(namespace: string, name: string, world: World): Promise<JobInput> {
  const found = await world.secret({ namespace, name });
  const label = `Secret/${namespace}/${name}`;
  if (found.state === 'unknown') return problem(`spec.input.secretRef: ${found.why}`);
  if (found.state === 'absent') return problem(`spec.input.secretRef: ${label} does not exist`);
  const keys = Object.keys(found.object.checksums);
  const key = onlyKey(keys);
  return key === undefined
    ? problem(`spec.input.secretRef: ${label} must have one key, or one called data, and has ${String(keys.length)}`)
    : { state: 'secret', secret: { namespace, name, key } };
}

/** Finds the document of a job. */
export async function jobInput({ input }: MarieJobSpec, namespace: string, world: World): Promise<JobInput> {
  if (input?.configMapRef !== undefined) return fromConfigMap(namespace, input.configMapRef.name, world);
  if (input?.secretRef !== undefined) return fromSecret(namespace, input.secretRef.name, world);
  return input?.data === undefined ? { state: 'plain' } : { state: 'data', data: input.data };
}

/** A document's bytes as they are sent: text as it is, anything else in base64. Undefined where there are too many. */
export function inputText(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.from(bytes);
  const text = buffer.toString();
  const sent = Buffer.from(text).equals(buffer) ? text : buffer.toString('base64');
  return Buffer.byteLength(sent) > DATA_MAX ? undefined : sent;
}
