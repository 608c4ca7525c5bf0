import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { usageError } from '../../output/cli-error.ts';
import { parseOutputFormat } from '../../output/output-format.ts';
import { chooseRights, neededRights } from '../shared/auth/choose-rights.ts';
import { roleManifests, roleName } from '../shared/auth/role-manifests.ts';
import { BaseCommand } from '../shared/base-command.ts';
import { outputFlag } from '../shared/flags.ts';

const FORMATS = ['yaml', 'json'] as const;

/** Prints the Role that a command needs. */
export default class Rbac extends BaseCommand {
  static override summary = 'Print the Role or ClusterRole that commands need.';
  static override description =
    'Needs no cluster. With -n it is a Role of that namespace, and a ClusterRole beside it for what belongs to no namespace; without, one ClusterRole. Types narrow it to what the commands need for them.';
  static override usage = 'auth rbac COMMAND... [TYPE...]';
  static override examples = [
    '<%= config.bin %> auth rbac get',
    '<%= config.bin %> auth rbac get scale maiainstances -n default --as-role keepers',
    '<%= config.bin %> auth rbac reconcile --optional -o json',
  ];
  static override args = {
    words: Args.string({ description: 'Commands, and types to narrow them to.', multiple: true, ignoreStdin: true }),
  };
  static override flags = {
    'as-role': Flags.string({ description: 'Name of the role. Default: from the commands.', helpValue: 'NAME' }),
    optional: Flags.boolean({ description: 'Also what the commands can do without, but tell more with.' }),
    output: outputFlag(FORMATS),
  };

  protected async execute(): Promise<undefined> {
    const { argv, flags } = await this.parse(Rbac);
    const { runtime } = this;
    const format = parseOutputFormat(flags.output ?? 'yaml', FORMATS);
    const choice = chooseRights(argv.map(String), runtime.entry);
    const needs = await neededRights(choice, flags.optional);
    if (needs.length === 0)
      throw usageError(`${choice.commands.join(', ')} can do without rights`, 'say --optional for what makes it tell more');
    const roles = roleManifests(needs, flags['as-role'] ?? roleName(choice.commands), flags.namespace);
    const { toJson, toList, toYamlStream } = await import('../../output/print-object.ts');
    const [only] = roles;
    const whole = roles.length === 1 && only !== undefined ? only : toList(roles);
    runtime.stdout(format === 'json' ? toJson(whole) : toYamlStream(roles));
  }
}
