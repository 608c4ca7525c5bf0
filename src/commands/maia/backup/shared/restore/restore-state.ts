import { z } from 'zod';
import type { KubeObject } from '../../../../../kernel/kube-object.ts';
import { CliError } from '../../../../../output/cli-error.ts';
import { EXIT } from '../../../../../output/exit-codes.ts';

/** On an instance while its data is being replaced: how far that is. */
export const RESTORE_ANNOTATION = 'maia.cuemby.com/restore';

const schema = z.object({
  /** In the names of its Jobs and of its folder on the volume. */
  id: z.string().regex(/^[a-z0-9]{1,12}$/),
  /** File name of the backup; `latest` was settled before. */
  from: z.string().min(1),
  /** The instance whose backup it is. */
  source: z.string().min(1),
  mode: z.enum(['in-place', 'new', 'rehearsal']),
  /** It goes back to the old data. */
  back: z.boolean(),
  step: z.enum(['stop', 'unpack', 'swap', 'undo', 'fill', 'start', 'clean']),
});

/** A restore that is under way. Each step can be done twice; it is recorded before it begins. */
export type RestoreState = Readonly<z.infer<typeof schema>>;
export type RestoreStep = RestoreState['step'];

function way({ mode, back }: RestoreState): readonly RestoreStep[] {
  if (mode !== 'in-place') return ['fill', 'start'];
  return back ? ['stop', 'undo', 'start', 'clean'] : ['stop', 'unpack', 'swap', 'start', 'clean'];
}

/** The first state of a restore. */
export function firstState(values: Pick<RestoreState, 'id' | 'from' | 'source' | 'mode'>): RestoreState {
  return { ...values, back: false, step: values.mode === 'in-place' ? 'stop' : 'fill' };
}

/** What comes after the step that a state names; undefined: it is over. */
export function nextState(state: RestoreState): RestoreState | undefined {
  const steps = way(state);
  const step = steps[steps.indexOf(state.step) + 1];
  return step === undefined ? undefined : { ...state, step };
}

/** The state as it stands in the annotation. */
export function stateText({ id, from, source, mode, back, step }: RestoreState): string {
  return JSON.stringify({ id, from, source, mode, back, step });
}

/** The restore that is under way on an instance, if one is. Throws a CliError where the annotation cannot be read. */
export function restoreStateOf({ metadata }: KubeObject): RestoreState | undefined {
  const text = metadata.annotations?.[RESTORE_ANNOTATION];
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    const { name, namespace = 'default' } = metadata;
    throw new CliError({
      exit: EXIT.general,
      message: `the annotation ${RESTORE_ANNOTATION} of MaiaInstance ${name} in namespace ${namespace} cannot be read`,
      why: 'it tells how far a restore is, and was changed by hand or by another version of this program',
      fix: `put it right, or look at the volume (folder .restore-*) and remove it: kubectl annotate mi ${name} -n ${namespace} ${RESTORE_ANNOTATION}-`,
      cause: error,
    });
  }
}
