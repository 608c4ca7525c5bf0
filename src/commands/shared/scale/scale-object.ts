import type { KubeObject } from '../../../kernel/kube-object.ts';
import { adviceOn } from '../plan/advice-on.ts';
import type { AdviceScene } from '../plan/change-advice.ts';
import { findingText } from '../plan/finding.ts';
import type { Runtime } from '../runtime.ts';
import type { ToChange } from '../change/change-many.ts';
import { changeObject, type Changed, type ChangeOptions, type ObjectChange } from '../change/change-object.ts';
import { mergeInto } from '../change/merge-into.ts';
import { scaleChange, type ScaleRequest } from './scale-change.ts';
import { readNamed } from '../read-named.ts';

/** An object as it is and as it would be with another number of pods. Throws what speaks against the change. */
export async function wishedScale(
  scene: AdviceScene,
  { kind, key }: ToChange,
  request: ScaleRequest,
): Promise<{ readonly live: KubeObject; readonly desired: KubeObject }> {
  const { session } = scene;
  const { signal } = scene.runtime;
  const live = await readNamed(session, kind, key, signal);
  // What knows the kind explains better than the field's manager does.
  const advice = request.force ? undefined : await adviceOn(kind);
  await advice?.refuseScale(scene, live, request.replicas);
  const body = scaleChange(kind, request).decide(live);
  return { live, desired: body === undefined ? live : (mergeInto(live, body) as KubeObject) };
}

/** How an object is scaled. `also` adds to the change what else was asked for. */
export interface ScaleOptions extends ChangeOptions {
  readonly quiet: boolean;
  readonly also?: (change: ObjectChange) => ObjectChange;
}

/** Gives an object another number of pods. Of a kind on which there is advice, it is refused or warned of what cannot work. */
export async function scaleObject(
  scene: AdviceScene & { readonly runtime: Pick<Runtime, 'stderr'> },
  object: ToChange,
  request: ScaleRequest,
  options: ScaleOptions,
): Promise<Changed> {
  const { kind, key } = object;
  const advice = await adviceOn(kind);
  const change = options.also?.(scaleChange(kind, request)) ?? scaleChange(kind, request);
  if (advice === undefined) return await changeObject(scene.session, kind, key, change, options);
  const wish = await wishedScale(scene, object, request);
  let before: KubeObject = wish.live;
  const noting: ObjectChange = {
    ...change,
    decide: (live) => {
      before = live;
      return change.decide(live);
    },
  };
  const done = await changeObject(scene.session, kind, key, noting, options);
  if (done.changed && !options.quiet) {
    for (const finding of await advice.findings(scene, before, done.object)) scene.runtime.stderr(`warning: ${findingText(finding)}\n`);
  }
  return done;
}
