import { marieKind } from '../shared/marie-target.ts';
import Get from '../../get.ts';

/** Shows jobs. */
export default class JobList extends Get {
  static override summary = 'Show jobs, and with -w how they go on.';
  static override usage = 'job list [NAME...]';
  static override examples = [
    '<%= config.bin %> job list',
    '<%= config.bin %> job list -A --sort-by=.metadata.creationTimestamp',
    '<%= config.bin %> job list -o jsonpath={..status.phase}',
  ];
  static override args = Get.args;
  static override flags = Get.flags;

  protected override async execute(): Promise<number> {
    const names = this.argv;
    const kind = marieKind('MarieJob').plural;
    const isSpelled = names.some((word) => !word.startsWith('-') && word.includes('/'));
    if (!isSpelled) this.argv = [kind, ...names];
    return await super.execute();
  }
}
