import type { Scene } from '../scene.ts';
import type { ScreenModel } from '../screen-model.ts';

/** What a recording is asked for. */
export type ReplayWish = 'pause' | 'stepForth' | 'stepBack' | 'jumpForth' | 'jumpBack';

/** What has to be done outside the model. */
export type Effect =
  | { readonly do: 'quit' | 'suspend' | 'refresh' }
  | { readonly do: 'lookAt'; readonly namespace?: string }
  | { readonly do: 'run'; readonly run: number; readonly words: readonly string[] }
  | { readonly do: 'stop'; readonly run: number }
  | { readonly do: 'copy'; readonly text: string }
  | { readonly do: 'replay'; readonly wish: ReplayWish };

/** What became of a key. */
export interface Outcome {
  readonly model: ScreenModel;
  readonly effects: readonly Effect[];
}

/** Something that happened to the screen. */
export type ScreenEvent =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'paste'; readonly text: string }
  /** A command wrote lines. */
  | { readonly type: 'lines'; readonly run: number; readonly lines: readonly string[] }
  | { readonly type: 'ended'; readonly run: number; readonly exit: number; readonly lines: readonly string[] }
  | { readonly type: 'notice'; readonly text: string; readonly bad: boolean };

/** The scene with a part of the model changed, and nothing to be done. */
export function changed({ model }: Scene, change: Partial<ScreenModel>, ...effects: readonly Effect[]): Outcome {
  return { model: { ...model, ...change }, effects };
}

/** How long a notice stays, milliseconds. */
const NOTICE_MS = 6_000;

/** The scene with something told in its last line. */
export function noticed(scene: Scene, text: string, bad = false): Outcome {
  return changed(scene, { notice: { text, bad, until: scene.now + NOTICE_MS } });
}

/** The model without its prompt. */
export function withoutPrompt({ prompt: _gone, ...rest }: ScreenModel): ScreenModel {
  return rest;
}

/** The model without what was told. */
export function withoutNotice({ notice: _gone, ...rest }: ScreenModel): ScreenModel {
  return rest;
}
