import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryGadgets, type MemoryGadgets } from '../../../../test/support/memory-gadgets.ts';
import { CONFIG_MAP, SECRET } from '../../../kernel/builtin-types.ts';
import type { ReconcileTrace } from './reconcile-trace.ts';
import { tracePasses } from './trace-passes.ts';

/** Lets everything settle under a tracer and gives the records. */
async function traced(at: MemoryGadgets): Promise<readonly ReconcileTrace[]> {
  const records: ReconcileTrace[] = [];
  let ids = 0;
  const tracer = tracePasses({ now: () => 0, newId: () => String((ids += 1)), tell: (record) => records.push(record) });
  await at.run({ api: tracer.api(at.api), witnessOf: tracer.witnessOf });
  return records;
}

test('the passes of a new object: why, what was read, decided, written, and what comes next', async () => {
  const at = await memoryGadgets({ note: 'x' });
  const [first, second, ...others] = await traced(at);
  expect(others).toEqual([]);
  expect(first).toMatchObject({
    apiVersion: 'cli.aistack.dev/v1',
    kind: 'ReconcileTrace',
    id: '1',
    at: '1970-01-01T00:00:00Z',
    system: 'maia',
    target: 'gadgets.test.aistack.dev/g',
    namespace: 'ns',
    generation: 1,
    wokenBy: ['initial'],
    reads: [{ type: 'secrets', namespace: 'ns', name: 'g-token', from: 'cache', found: 'absent' }],
    decisions: [
      { child: 'ConfigMap/ns/g', decision: 'create', fields: [] },
      { child: 'Service/ns/g', decision: 'create', fields: [] },
    ],
    steps: [{ do: 'apply', subjects: ['ConfigMap/ns/g', 'Service/ns/g'] }],
    writes: [
      { verb: 'apply', type: 'configmaps', namespace: 'ns', name: 'g', result: 'created', status: 201 },
      { verb: 'apply', type: 'services', namespace: 'ns', name: 'g', result: 'created', status: 201 },
    ],
    status: { changed: false, phase: 'Ready', conditions: [] },
    requeueAfterMs: 0,
    outcome: 'again',
  });
  expect(second).toMatchObject({
    // The watch may tell of the new children before their applies are answered.
    wokenBy: expect.arrayContaining(['again']) as unknown,
    decisions: [{ decision: 'in step' }, { decision: 'in step' }],
    writes: [{ verb: 'patch', type: 'gadgets.test.aistack.dev/status', result: 'stored', status: 200 }],
    status: { changed: true, phase: 'Ready' },
    outcome: 'ready',
  });
});

test('what differs is named by its path; a converged object is in step and writes nothing', async () => {
  const at = await memoryGadgets({ note: 'x' });
  await at.run();
  at.edit(CONFIG_MAP, { namespace: 'ns', name: 'g' }, { data: { note: 'edited' } });
  const [repair] = await traced(at);
  expect(repair?.decisions[0]).toEqual({ child: 'ConfigMap/ns/g', decision: 'update', fields: ['data.note'] });
  const [idle, ...others] = await traced(at);
  expect([idle?.writes, others]).toEqual([[], []]);
});

test('an effect is told with its result, and what broke a pass too', async () => {
  const records = await traced(await memoryGadgets({ registered: true }));
  expect(records.flatMap(({ effects }) => effects)).toContainEqual({ type: 'register', result: 'done' });
  expect(records.flatMap(({ writes }) => writes)).toContainEqual({
    verb: 'create',
    type: 'secrets',
    namespace: 'ns',
    name: 'g-token',
    result: 'created',
    status: 201,
  });
  const at = await memoryGadgets({ throws: true });
  const broken: ReconcileTrace[] = [];
  const tracer = tracePasses({ now: () => 0, newId: () => 'x', tell: (record) => broken.push(record) });
  await at.run({ api: tracer.api(at.api), witnessOf: tracer.witnessOf, once: true });
  expect(broken[0]).toMatchObject({ outcome: 'error', error: 'this planner throws', decisions: [] });
  expect(broken[0]?.requeueAfterMs).toBeGreaterThanOrEqual(0);
});

test('no value of a Secret is in a trace, whether it was read, referred to or made', async () => {
  const word = fc.stringMatching(/^[A-Za-z0-9+/=!-]{12,40}$/);
  await fc.assert(
    fc.asyncProperty(word, word, word, async (referred, made, note) => {
      const at = await memoryGadgets({ registered: true, secret: 'credentials' });
      const data = { key: Buffer.from(referred).toString('base64') };
      await at.api.create(SECRET, { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'ns', name: 'credentials' }, data });
      const register = at.outside.register.bind(at.outside);
      at.outside.register = (reference): { id: string; token: string } => ({ ...register(reference), token: made });
      await at.run({ once: true });
      // Of any other object no value either: a ConfigMap may hold what should be a Secret.
      at.edit(CONFIG_MAP, { namespace: 'ns', name: 'g' }, { data: { cpu: note } });
      const text = JSON.stringify(await traced(at));
      const values = [referred, made, note];
      for (const value of [...values, ...values.map((one) => Buffer.from(one).toString('base64'))]) expect(text).not.toContain(value);
      expect(text).toContain('data.cpu');
    }),
    { numRuns: 25 },
  );
});
