import { z } from 'zod';
import { CONFIG_MAP, DEPLOYMENT, SECRET, SERVICE } from '../../src/kernel/builtin-types.ts';
import type { KindDefinition } from '../../src/kernel/kind-definition.ts';
import type { Manifest, Primary } from '../../src/kernel/kube-object.ts';
import type { Child, EffectHandler, KindReconciler, Plan, SecretSummary, Step, StepFailure } from '../../src/reconcile/engine/contract.ts';

/** The finalizer of gadgets that are registered outside. */
export const GADGET_FINALIZER = 'test.aistack.dev/registration';

const gadgetSpec = z.object({
  /** Of the container: the API server writes 1000m back as 1. */
  cpu: z.string().max(20).default('1000m'),
  /** Put into the ConfigMap; absent: the field is not in the intent at all. */
  note: z.string().max(200).optional(),
  service: z.boolean().default(true),
  deployment: z.boolean().default(false),
  /** Registered with an outside system through the port. */
  registered: z.boolean().default(false),
  /** The planner throws. */
  throws: z.boolean().default(false),
  /** Name of a Secret that is referred to. */
  secret: z.string().max(253).optional(),
});

const gadgetStatus = z.object({
  phase: z.string().max(64).optional(),
  message: z.string().max(1_024).optional(),
  reference: z.string().max(253).optional(),
  externalId: z.string().max(253).optional(),
  observedGeneration: z
    .int()
    .max(2 ** 31 - 1)
    .optional(),
});

export type GadgetSpec = z.output<typeof gadgetSpec>;
export type GadgetStatus = z.output<typeof gadgetStatus>;
export type Gadget = Primary<GadgetSpec, GadgetStatus>;

/** A kind made for tests of the engine: children of several types, a Secret, and a registration outside Kubernetes. */
export const gadget: KindDefinition<GadgetSpec, GadgetStatus> = {
  system: 'maia',
  group: 'test.aistack.dev',
  version: 'v1',
  kind: 'Gadget',
  listKind: 'GadgetList',
  plural: 'gadgets',
  singular: 'gadget',
  shortNames: [],
  categories: [],
  scope: 'Namespaced',
  description: 'An object for tests.',
  columns: [],
  specPresence: 'defaulted',
  spec: gadgetSpec,
  status: gadgetStatus,
};

/** An outside system whose `register` is not idempotent: every call makes another registration. */
export interface Registry {
  readonly registrations: Map<string, { readonly reference: string; readonly token: string }>;
  /** How many were ever made. */
  made(): number;
}

/** An empty outside system. */
export function registry(): Registry & { register(reference: string): { id: string; token: string }; remove(id: string): void } {
  const registrations = new Map<string, { reference: string; token: string }>();
  let made = 0;
  return {
    registrations,
    made: () => made,
    register: (reference) => {
      made += 1;
      const id = `id-${String(made)}`;
      const token = `token-${String(made)}`;
      registrations.set(id, { reference, token });
      return { id, token };
    },
    remove: (id) => {
      registrations.delete(id);
    },
  };
}

function tokenSecretName(name: string): string {
  return `${name}-token`;
}

/** What a gadget's planner looks at. */
export interface GadgetObserved {
  readonly token: SecretSummary | undefined;
  readonly secretState: string;
}

function children(object: Gadget): readonly Child[] {
  const { name, namespace = '' } = object.metadata;
  const labels = { app: name };
  const wave: Manifest[] = [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace, labels },
      data: { cpu: object.spec.cpu, ...(object.spec.note === undefined ? {} : { note: object.spec.note }) },
    },
  ];
  if (object.spec.service) {
    wave.push({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels },
      spec: { clusterIP: 'None', selector: labels, ports: [{ name: 'http', port: 80 }] },
    });
  }
  if (object.spec.deployment) {
    const resources = { requests: { cpu: object.spec.cpu, memory: '1024Mi' } };
    const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'example.org/gadget:1', resources }] } };
    wave.push({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace, labels },
      spec: { replicas: 1, selector: { matchLabels: labels }, template },
    });
  }
  return wave.map((manifest) => ({ manifest, ownership: 'controlled' }));
}

/** Unregisters first (which stores an empty id), then lets go. */
function farewell({ reference, externalId }: GadgetStatus): Step<GadgetStatus> {
  if (reference === undefined || externalId === '') return { do: 'release', finalizer: GADGET_FINALIZER };
  return { do: 'effect', effect: { type: 'unregister', input: { reference } } };
}

function planGadget(object: Gadget, observed: GadgetObserved, failures: readonly StepFailure[]): Plan<GadgetStatus> {
  const { status = {}, spec, metadata } = object;
  if (spec.throws) throw new TypeError('this planner throws');
  const held = metadata.finalizers?.includes(GADGET_FINALIZER) === true;
  if (metadata.deletionTimestamp !== undefined) return { steps: held ? [farewell(status)] : [], status, events: [] };
  const steps: Step<GadgetStatus>[] = spec.registered ? [{ do: 'hold', finalizer: GADGET_FINALIZER }] : [];
  steps.push({ do: 'apply', wave: children(object) });
  if (!spec.service) {
    const { name, namespace } = metadata;
    steps.push({
      do: 'remove',
      refs: [{ type: SERVICE, name, ...(namespace === undefined ? {} : { namespace }) }],
      propagation: 'Background',
    });
  }
  const reference = `gadget-${metadata.uid}`;
  const isRegistered = status.externalId !== undefined && observed.token !== undefined;
  if (spec.registered && !isRegistered) {
    steps.push({ do: 'checkpoint', status: { reference } });
    // An earlier attempt may have left the Secret with a token that was withdrawn.
    const stored = observed.token === undefined ? {} : { resourceVersion: observed.token.resourceVersion };
    steps.push({ do: 'effect', effect: { type: 'register', input: { reference, secret: tokenSecretName(metadata.name), ...stored } } });
  }
  const [failure] = failures;
  return {
    steps,
    status: {
      ...(status.reference === undefined ? {} : { reference: status.reference }),
      ...(status.externalId === undefined ? {} : { externalId: status.externalId }),
      phase: failure === undefined ? 'Ready' : 'Degraded',
      ...(failure === undefined ? {} : { message: `${failure.reason} ${failure.subject}` }),
      ...(spec.secret === undefined ? {} : { message: observed.secretState }),
      observedGeneration: metadata.generation ?? 0,
    },
    events: status.phase === 'Ready' || failure !== undefined ? [] : [{ type: 'Normal', reason: 'Ready', message: 'it is ready' }],
    ...(failure === undefined
      ? {}
      : { blocked: { kind: failure.stuck ? 'stuck' : 'waits', reason: failure.reason, message: failure.message } }),
  };
}

/** What the planner tells an effect. */
interface EffectInput {
  readonly reference: string;
  readonly secret: string;
  /** Of the Secret, where it is there already. */
  readonly resourceVersion?: string;
}

function inputOf(input: unknown): EffectInput {
  return input as EffectInput;
}

function handlers(outside: ReturnType<typeof registry>): Readonly<Record<string, EffectHandler>> {
  const stored = (
    object: Primary<unknown, unknown>,
    id: string,
    token: string,
    { secret, resourceVersion }: EffectInput,
  ): Awaited<ReturnType<EffectHandler['run']>> => ({
    stores: [
      {
        into: 'secret',
        key: { name: secret, ...(object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace }) },
        data: { token: Buffer.from(token) },
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
      },
      { into: 'status', patch: { externalId: id } },
    ],
    undo: () => {
      outside.remove(id);
      return Promise.resolve();
    },
  });
  return {
    register: {
      timeoutMs: 5_000,
      recognise: (input, { primary }) => {
        const { reference } = inputOf(input);
        const found = [...outside.registrations].find(([, entry]) => entry.reference === reference);
        if (found === undefined) return Promise.resolve(undefined);
        const [id, { token }] = found;
        return Promise.resolve(stored(primary as Gadget, id, token, inputOf(input)));
      },
      run: (input, { primary }) => {
        const { reference } = inputOf(input);
        const { id, token } = outside.register(reference);
        return Promise.resolve(stored(primary as Gadget, id, token, inputOf(input)));
      },
    },
    unregister: {
      timeoutMs: 5_000,
      run: (input) => {
        const { reference } = inputOf(input);
        for (const [id, entry] of outside.registrations) if (entry.reference === reference) outside.remove(id);
        return Promise.resolve({ stores: [{ into: 'status', patch: { externalId: '' } }] });
      },
    },
  };
}

/** The reconciler of gadgets over an outside system. */
export function gadgetReconciler(
  outside: ReturnType<typeof registry> = registry(),
): KindReconciler<GadgetSpec, GadgetStatus, GadgetObserved> {
  return {
    kind: gadget,
    children: [{ type: CONFIG_MAP }, { type: SERVICE }, { type: DEPLOYMENT }],
    wakes: [
      {
        type: SECRET,
        references: ({ metadata, spec }) => {
          const { namespace } = metadata;
          const names = [tokenSecretName(metadata.name), ...(spec.secret === undefined ? [] : [spec.secret])];
          return names.map((name) => ({ name, ...(namespace === undefined ? {} : { namespace }) }));
        },
      },
    ],
    rights: [
      { group: '', resources: ['secrets'], verbs: ['get', 'list', 'watch', 'create', 'patch'] },
      // Its finalizer.
      { group: gadget.group, resources: [gadget.plural], verbs: ['patch'] },
    ],
    effects: handlers(outside),
    observe: async (object, world) => {
      const token = await world.secret({ name: tokenSecretName(object.metadata.name) });
      const secret = object.spec.secret === undefined ? undefined : await world.secret({ name: object.spec.secret });
      return {
        token: token.state === 'present' ? token.object : undefined,
        secretState: secret === undefined ? '' : secret.state === 'present' ? Object.keys(secret.object.checksums).join() : secret.state,
      };
    },
    plan: (object, observed, _now, failures) => planGadget(object, observed, failures),
    planInvalid: (_object, issues) => ({
      steps: [],
      status: { phase: 'Invalid', message: issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join() },
      events: [],
      blocked: { kind: 'stuck', reason: 'InvalidSpec', message: 'the spec is not valid' },
    }),
  };
}
