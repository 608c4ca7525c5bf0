import * as Flags from '@oclif/core/flags';
import { usageError } from '../../../output/cli-error.ts';
import { COLOR_MODES, shouldColor } from '../../../output/color.ts';

import { parseDuration } from '../duration.ts';

const THEMES = ['default', 'mono', 'color-blind'] as const;
type Theme = (typeof THEMES)[number];

/** The shortest time in which a person sees a change. */
const SHORTEST_REFRESH_MS = 200;

/** What the live screen can be told. */
export const liveFlags = {
  refresh: Flags.string({
    default: '1s',
    description: 'How often ages and clock are drawn anew; at least 200ms. Changes are drawn within 200ms.',
    helpValue: 'TIME',
  }),
  theme: Flags.option({
    options: THEMES,
    description: 'Colours of the screen. Default: default, and mono where there are no colours.',
  })(),
  icons: Flags.boolean({ default: true, allowNo: true, description: 'Icons and lines; --no-icons: plain ASCII.' }),
  'allow-actions': Flags.boolean({ description: 'Keys may change objects; each asks first.' }),
  record: Flags.string({ description: 'Write what is shown to this file, as it changes, without data of Secrets.', helpValue: 'FILE' }),
  replay: Flags.string({ description: 'Show such a file instead of a cluster.', helpValue: 'FILE' }),
  fresh: Flags.boolean({ description: 'Begin without the order, filter and namespace of the last time.' }),
};

/** Milliseconds of `--refresh`. Throws a usage error where it is too short. */
export function refreshMs(text: string): number {
  const ms = parseDuration(text, 'refresh');
  if (ms < SHORTEST_REFRESH_MS) throw usageError(`--refresh ${text} is too short`, 'use at least --refresh 200ms');
  return ms;
}

/** The theme that was asked for, else what `--color` and the environment allow. */
export function themeOf(asked: Theme | undefined, color: string, env: Readonly<Record<string, string | undefined>>): Theme {
  const mode = COLOR_MODES.find((one) => one === color) ?? 'auto';
  return asked ?? (shouldColor(mode, env, true) ? 'default' : 'mono');
}
