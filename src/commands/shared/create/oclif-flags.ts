import * as Flags from '@oclif/core/flags';
import type { FlagInput } from '@oclif/core/interfaces';
import type { SpecFlag } from './spec-flags.ts';

/** Flags of a kind as oclif's parser takes them. Values stay texts: what is wrong with one is told with the field it is for. */
export function oclifFlags(flags: readonly SpecFlag[]): FlagInput {
  return Object.fromEntries(
    flags.map(({ name, description, schema, multiple, isSwitch, helpValue = 'VALUE' }) => {
      if (isSwitch === true || schema?.['type'] === 'boolean') return [name, Flags.boolean({ description, allowNo: true })];
      if (multiple === true) return [name, Flags.string({ description, helpValue, multiple: true, multipleNonGreedy: true })];
      return [name, Flags.string({ description, helpValue })];
    }),
  );
}
