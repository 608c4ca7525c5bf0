import { sha256 } from '../../kernel/hash.ts';
import type { EnvEntry } from '../../kinds/kaos/merge-env.ts';

/** Switches off LiteLLM's refusal (since 1.104) to start without a master key; older versions ignore it. */
export const PERMIT_VARIABLE = 'LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY';
/** LiteLLM's own variable for the key that clients must send. */
export const MASTER_KEY_VARIABLE = 'LITELLM_MASTER_KEY';

/** LiteLLM refuses these as a master key: nothing, and the one of its documentation. */
const REFUSED: readonly string[] = ['', 'sk-1234'];

/** What guards a proxy. `open`: nobody needs a key. */
export type MasterKeyFinding =
  | { readonly state: 'set' }
  | { readonly state: 'open' }
  | { readonly problem: { readonly reason: 'WeakMasterKey'; readonly message: string } };

/** What is known of how a proxy is guarded. */
export interface MasterKeyFacts {
  readonly env: readonly EnvEntry[];
  /** `general_settings.master_key` of the user's file. */
  readonly fromFile?: string;
  /** The file permits an open proxy in words. */
  readonly permitsOpenProxy: boolean;
  /** SHA-256 of the Secret's value that LITELLM_MASTER_KEY is taken from, where it is known. */
  readonly secretChecksum?: string;
}

function refusal(where: string, what: string): MasterKeyFinding {
  const message = `${where} ${what}: LiteLLM refuses to start with it; set a key of your own, or none at all`;
  return { problem: { reason: 'WeakMasterKey', message } };
}

function weakness(value: string): string | undefined {
  if (value === '') return 'is empty';
  return REFUSED.includes(value) ? 'is a publicly known default' : undefined;
}

function fileFinding(value: string, { env }: MasterKeyFacts): MasterKeyFinding {
  const where = 'general_settings.master_key of spec.proxyConfig.configYaml';
  const variable = /^os\.environ\/(.*)$/.exec(value)?.[1];
  if (variable === undefined) {
    const what = weakness(value);
    return what === undefined ? { state: 'set' } : refusal(where, what);
  }
  const entry = env.find(({ name }) => name === variable);
  if (entry === undefined) return refusal(where, `points at the variable ${variable}, which is not set`);
  const what = entry.valueFrom === undefined ? weakness(entry.value ?? '') : undefined;
  return what === undefined ? { state: 'set' } : refusal(where, `is taken from ${variable}, which ${what}`);
}

/** Judges how a proxy is guarded. LiteLLM's own rules: its variable counts where the file says nothing. */
export function masterKeyFinding(facts: MasterKeyFacts): MasterKeyFinding {
  const { env, fromFile, permitsOpenProxy, secretChecksum } = facts;
  if (fromFile !== undefined) return fileFinding(fromFile, facts);
  const entry = env.find(({ name }) => name === MASTER_KEY_VARIABLE);
  if (entry !== undefined) {
    const weak = REFUSED.find((value) => secretChecksum === sha256(value));
    const what = entry.valueFrom === undefined ? weakness(entry.value ?? '') : weak === undefined ? undefined : weakness(weak);
    return what === undefined ? { state: 'set' } : refusal(MASTER_KEY_VARIABLE, what);
  }
  const permit = env.find(({ name }) => name === PERMIT_VARIABLE);
  if (permit?.value !== undefined && permit.value.toLowerCase() !== 'true' && !permitsOpenProxy) {
    return refusal(`without ${MASTER_KEY_VARIABLE}, ${PERMIT_VARIABLE}`, `is ${JSON.stringify(permit.value)}`);
  }
  return { state: 'open' };
}
