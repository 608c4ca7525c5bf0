import { WRITE_FORMATS } from '../apply/written-objects.ts';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {
  dryRunFlag,
  errorUnchangedFlag,
  fieldManagerFlag,
  outputFileFlag,
  outputFlag,
  selectionFlags,
  timeoutFlag,
  waitReadyFlag,
} from '../flags.ts';

/** What suspend and resume are about. */
export const suspendArgs = { targets: Args.string({ description: 'Type and names.', multiple: true, ignoreStdin: true }) };

/** The flags that suspend and resume share. */
export const suspendFlags = {
  all: Flags.boolean({ description: 'All objects of the type in the namespace.' }),
  'all-namespaces': selectionFlags['all-namespaces'],
  selector: selectionFlags.selector,
  group: Flags.string({ description: 'Only this group of the object, for types that have groups.', helpValue: 'NAME' }),
  'dry-run': dryRunFlag,
  'error-unchanged': errorUnchangedFlag,
  'field-manager': fieldManagerFlag,
  output: outputFlag(WRITE_FORMATS),
  'output-file': outputFileFlag,
  timeout: timeoutFlag('2m'),
  wait: waitReadyFlag,
};
