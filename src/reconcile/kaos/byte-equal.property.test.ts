// What a container would see is what the spec says, whatever is in it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { envOf, kaosObject, kaosPlan, manifestOf, readyObject, templateOf } from '../../../test/support/kaos-cluster.ts';
import { CONFIG_MAP } from '../../kernel/builtin-types.ts';

/** Texts with everything that a shell, YAML, a template or Kubernetes might read as something else. */
const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '$(AGENT_NAME)',
        '$$',
        '$',
        '$$(X)',
        '{{ .Values }}',
        '"',
        "'",
        '`reboot`',
        '; rm -rf /',
        '\n',
        '\r\n',
        '\t',
        '\\',
        '#',
        ': ',
        '- ',
        '|',
        '%',
        '\u2028',
        'é',
        '💡',
      ),
      fc.string({ maxLength: 8 }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join('').replaceAll('\0', ''));

/** Kubernetes' own expansion of a value (third_party/forked/golang/expansion) with nothing defined. */
function expanded(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] !== '$' || at + 1 >= text.length) out += text[at] ?? '';
    else if (text[at + 1] === '$') {
      out += '$';
      at += 1;
    } else if (text[at + 1] === '(') {
      const end = text.indexOf(')', at);
      // A defined variable would be put in: here it shows.
      out += end < 0 ? '$(' : '<expanded>';
      at = end < 0 ? at + 1 : end;
    } else out += '$';
  }
  return out;
}

const LLM = readyObject('modelapi', 'llm', { mode: 'Hosted', serverConfig: { model: 'tiny' } });
const NAME = fc.stringMatching(/^[a-z0-9](?:[-a-z0-9]{0,20}[a-z0-9])?$/);

test('instructions and descriptions arrive byte by byte, also in the card', async () => {
  await fc.assert(
    fc.asyncProperty(NAME, nasty, nasty, async (name, instructions, description) => {
      const spec = { modelAPI: 'llm', config: { instructions, description } };
      const plan = await kaosPlan('agent', kaosObject('agent', name, spec), { others: [LLM] });
      const entries = templateOf(plan).spec.containers[0].env ?? [];
      const seen = Object.fromEntries(entries.map((entry) => [entry.name, expanded(entry.value ?? '')]));
      expect([seen['AGENT_NAME'], seen['AGENT_INSTRUCTIONS'] ?? '', seen['AGENT_DESCRIPTION'] ?? '']).toEqual([
        name,
        instructions,
        description,
      ]);
      const card = (manifestOf(plan, CONFIG_MAP)?.['data'] as { readonly 'card.json': string } | undefined)?.['card.json'] ?? '';
      expect((JSON.parse(card) as { readonly description: string }).description).toBe(description);
    }),
    { numRuns: 150 },
  );
});

test('tool sources arrive byte by byte', async () => {
  await fc.assert(
    fc.asyncProperty(nasty, async (source) => {
      fc.pre(source !== '');
      const spec = { type: 'python-runtime', config: { toolsString: source } };
      const plan = await kaosPlan('mcpserver', kaosObject('mcpserver', 'tools', spec));
      const entry = templateOf(plan).spec.containers[0].env?.find(({ name }) => name === 'MCP_TOOLS_STRING');
      expect(expanded(entry?.value ?? '')).toBe(source);
    }),
    { numRuns: 150 },
  );
});

test('a file of the user’s own is stored byte by byte', async () => {
  await fc.assert(
    fc.asyncProperty(nasty, async (comment) => {
      const text = `# ${comment.replaceAll(/[\r\n\u2028\u0085]/g, ' ')}\nmodel_list:\n- model_name: small\n  litellm_params: {model: openai/small}\n`;
      const plan = await kaosPlan('modelapi', kaosObject('modelapi', 'llm', { mode: 'Proxy', proxyConfig: { configYaml: text } }));
      // What YAML itself does not take is refused before a pod sees it.
      if (plan.status.phase === 'Failed') expect(plan.blocked?.reason).toBe('InvalidConfig');
      else expect(manifestOf(plan, CONFIG_MAP)?.['data']).toEqual({ 'config.yaml': text });
    }),
    { numRuns: 150 },
  );
});

test('the same objects give the same plan', async () => {
  const spec = { modelAPI: 'llm', config: { instructions: 'x' }, agentNetwork: { expose: true } };
  const plan = async (): Promise<unknown> => kaosPlan('agent', kaosObject('agent', 'a', spec), { others: [LLM] });
  expect(await plan()).toEqual(await plan());
  expect(envOf(await kaosPlan('agent', kaosObject('agent', 'a', spec), { others: [LLM] }))).toMatchObject({
    AGENT_NAME: 'a',
    MODEL_API_URL: 'http://modelapi-llm.demo.svc.cluster.local:11434',
    MODEL_NAME: 'tiny',
    AGENT_DEBUG_MEMORY_ENDPOINTS: 'true',
  });
});
