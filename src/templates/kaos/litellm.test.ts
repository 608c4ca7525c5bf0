import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { litellmCases } from '../../../test/support/litellm-recording.ts';
import type { NormalProxy } from '../../kinds/kaos/normalise-model-api.ts';
import { litellmConfig, servesModel } from './litellm-config.ts';
import { checkLitellmFile } from './litellm-file-check.ts';
import { masterKeyFinding } from './master-key.ts';

interface Entry {
  readonly model_name: string;
  readonly litellm_params: { readonly model: string; readonly api_base?: string; readonly api_key?: string };
}

function entriesOf(text: string): readonly Entry[] {
  return (parse(text) as { readonly model_list?: readonly Entry[] | null }).model_list ?? [];
}

/** What LiteLLM tells entries apart by: kind of name, provider and kind of model, whether there is a base and a key. */
function formOf({ litellm_params: { api_base: base, api_key: key, model }, model_name: name }: Entry): string {
  const kind = (text: string): string => (text === '*' ? '*' : text.endsWith('/*') ? 'prefix/*' : 'name');
  const provider = /^(openai|ollama)\//.exec(model)?.[1] ?? 'none';
  return [kind(name), provider, kind(model), base === undefined ? '-' : 'base', key === undefined ? '-' : 'key'].join(' ');
}

function generated(proxy: Partial<NormalProxy>, variables: readonly string[] = []): string {
  const made = litellmConfig({ proxy: { models: [], ...proxy }, variables: new Set(variables), hasTelemetry: false });
  if ('problem' in made) throw new Error(made.problem.message);
  return made.text;
}

const CASES = litellmCases();
/** Started, and every request for that form failed: a form that we do not want to be of. */
const USELESS = new Set(['list-no-provider', 'list-no-key', 'single-model', 'bad-provider', 'wildcard-permit']);
const ACCEPTED = new Set(
  CASES.filter(({ id, isAccepted, text }) => isAccepted && text !== undefined && !USELESS.has(id)).flatMap(({ text = '' }) =>
    entriesOf(text).map(formOf),
  ),
);

test('the recording is read', () => {
  expect(CASES.length).toBeGreaterThan(45);
  expect(CASES.filter(({ isAccepted }) => !isAccepted).length).toBeGreaterThan(15);
});

const base = 'http://models.example:9000';
test.each<[string, Partial<NormalProxy>, string[]]>([
  ['everything of an OpenAI-compatible backend', { apiBase: base }, []],
  ['with a key of its own', { apiBase: base, apiKey: { value: 'k' } }, []],
  ['with the usual variable', { apiBase: base }, ['OPENAI_API_KEY']],
  ['everything of an Ollama', { apiBase: 'http://ollama.models:11434' }, []],
  ['one model', { apiBase: base, model: 'small' }, []],
  ['one model with its provider', { apiBase: base, model: 'openai/small' }, []],
  ['one model of Ollama', { apiBase: 'http://ollama:11434', model: 'smollm2:135m' }, []],
  ['a list', { apiBase: base, models: ['small', 'large'], provider: 'openai', apiKey: { value: 'k' } }, []],
  ['patterns', { apiBase: base, models: ['openai/*', 'local/*'], provider: 'openai' }, []],
  ['everything by a list', { apiBase: base, models: ['*'], provider: 'openai' }, []],
  ['a model that LiteLLM knows', { model: 'gpt-4o' }, []],
])('a configuration is of a form that LiteLLM takes and serves: %s', (_case, proxy, variables) => {
  const text = generated(proxy, variables);
  for (const entry of entriesOf(text)) {
    if (proxy.apiBase === undefined) expect(entry).toEqual({ model_name: proxy.model, litellm_params: { model: proxy.model } });
    else expect([...ACCEPTED]).toContain(formOf(entry));
  }
  expect(checkLitellmFile(text)).not.toHaveProperty('problem');
});

test.each(CASES.filter(({ hasArgs, id }) => !hasArgs && id !== 'database-url').map((one) => [one.id, one] as const))(
  'what LiteLLM does with a file and we do: %s',
  (id, { env, isAccepted, isPermitted, text = '' }) => {
    const checked = checkLitellmFile(text);
    const problem = 'problem' in checked ? checked.problem : undefined;
    if (problem?.reason === 'NoBackend') {
      // It starts and serves nothing.
      expect([isAccepted, entriesOf(text)]).toEqual([true, []]);
      return;
    }
    const guard =
      'problem' in checked
        ? undefined
        : masterKeyFinding({
            env,
            permitsOpenProxy: checked.permitsOpenProxy,
            ...(checked.masterKey === undefined ? {} : { fromFile: checked.masterKey }),
          });
    const isRefused = problem !== undefined || (guard !== undefined && 'problem' in guard);
    // Without a key and without permission it is refused; we give the permission.
    if (!isAccepted && !isPermitted && env.length === 0 && id === 'wildcard-exact') expect(guard).toEqual({ state: 'open' });
    else expect(isRefused).toBe(!isAccepted);
  },
);

test('addresses are completed as the protocol wants them, and it is told', () => {
  const notes = (apiBase: string): unknown => {
    const made = litellmConfig({ proxy: { apiBase, models: [] }, variables: new Set(), hasTelemetry: false });
    return 'problem' in made ? made.problem.reason : [entriesOf(made.text)[0]?.litellm_params.api_base, made.notes.length];
  };
  expect(notes('http://x:9000')).toEqual(['http://x:9000/v1', 1]);
  expect(notes('http://x:9000/')).toEqual(['http://x:9000/v1', 1]);
  expect(notes('http://x:9000/v1/')).toEqual(['http://x:9000/v1', 0]);
  expect(notes('http://x/v1beta/openai')).toEqual(['http://x/v1beta/openai', 0]);
  expect(notes('http://ollama:11434/v1')).toEqual(['http://ollama:11434', 1]);
  expect(notes('os.environ/BASE')).toEqual(['os.environ/BASE', 0]);
  expect(notes('x:9000')).toBe('InvalidSpec');
  expect(notes('not a url')).toBe('InvalidSpec');
});

test('nothing to serve, and patterns that LiteLLM does not know, are told', () => {
  const problem = (proxy: Partial<NormalProxy>): unknown =>
    litellmConfig({ proxy: { models: [], ...proxy }, variables: new Set(), hasTelemetry: false });
  expect(problem({})).toMatchObject({ problem: { reason: 'NoBackend' } });
  expect(problem({ provider: 'openai' })).toMatchObject({ problem: { reason: 'NoBackend' } });
  expect(problem({ models: ['gpt-*'], apiBase: base })).toMatchObject({ problem: { reason: 'InvalidSpec' } });
  expect(problem({ models: ['small'] })).toMatchObject({ warnings: [{ reason: 'ModelWithoutProvider' }] });
});

test('any model name arrives as it is written, and the key never stands in the file', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), (name) => {
      fc.pre(!name.includes('*'));
      const text = generated({ apiBase: base, model: name, apiKey: { value: 'very-secret' } });
      expect(entriesOf(text)[0]?.model_name).toBe(name);
      expect(entriesOf(text)[0]?.litellm_params.model.endsWith(name)).toBe(true);
      expect(text).not.toContain('very-secret');
      // PyYAML takes more characters for line breaks, and refuses to read some.
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029\uFFFE\uFFFF]/u);
    }),
    { numRuns: 200 },
  );
});

test('a character that LiteLLM does not read is told with its place', () => {
  const problem = {
    reason: 'InvalidConfig',
    message: 'spec.proxyConfig.configYaml is not valid YAML, line 2: it holds the character U+0007',
  };
  expect(checkLitellmFile('a: 1\nb: \u0007\n')).toEqual({ problem });
});

test('which models a proxy serves', () => {
  const serves = (proxy: Partial<NormalProxy>, model: string): boolean | undefined => servesModel({ models: [], ...proxy }, model);
  expect(serves({ apiBase: base }, 'anything')).toBeUndefined();
  expect(serves({ models: ['small'] }, 'openai/small')).toBe(true);
  expect(serves({ models: ['openai/small'] }, 'small')).toBe(false);
  expect(serves({ models: ['openai/*'] }, 'openai/a')).toBe(true);
  expect(serves({ models: ['*'] }, 'x')).toBeUndefined();
});
