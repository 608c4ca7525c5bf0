import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { usageError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { parseOutputFormat } from '../../output/output-format.ts';
import { formatTable } from '../../output/table.ts';
import { chooseRights, neededRights } from '../shared/auth/choose-rights.ts';
import { parseQuestion } from '../shared/auth/parse-question.ts';
import { mayI } from '../shared/auth/review.ts';
import { needResource, reviewNeeds } from '../shared/auth/review-needs.ts';
import { BaseCommand } from '../shared/base-command.ts';
import { noHeadersFlag, outputFlag, selectionFlags } from '../shared/flags.ts';
import { openSession } from '../shared/session.ts';
import type { Session } from '../shared/session.ts';

const FORMATS = ['table', 'json'] as const;

/** Asks the API server what you may do. */
export default class CanI extends BaseCommand {
  static override summary = 'Ask whether you may do something, or run a command.';
  static override description = 'Ends with 0 where the answer is yes, with 1 where it is no. Nothing is stored.';
  static override usage = 'auth can-i VERB TYPE[/SUBRESOURCE] [NAME] | auth can-i --list-for COMMAND[,TYPE]';
  static override examples = [
    '<%= config.bin %> auth can-i list maiainstances',
    '<%= config.bin %> auth can-i patch maiainstances/status maia -n default',
    '<%= config.bin %> auth can-i --list-for reconcile',
  ];
  static override args = { words: Args.string({ description: 'Verb, type and name.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    'all-namespaces': selectionFlags['all-namespaces'],
    'list-for': Flags.string({ description: 'Every right that a command needs.', helpValue: 'COMMAND' }),
    'no-headers': noHeadersFlag,
    output: outputFlag(FORMATS),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(CanI);
    const { runtime } = this;
    const words = argv.map(String);
    const all = flags['all-namespaces'];
    if (all && flags.namespace !== undefined) throw usageError('--all-namespaces contradicts --namespace', 'give one of -A and -n');
    const format = parseOutputFormat(flags.output ?? 'table', FORMATS);
    const list = flags['list-for'];
    if (list !== undefined && words.length > 0)
      throw usageError('--list-for takes no verb', `${runtime.entry.bin} auth can-i --list-for ${list}`);
    const question = list === undefined ? parseQuestion(words, runtime.entry) : undefined;
    const choice = list === undefined ? undefined : chooseRights([list], runtime.entry);
    const session = await openSession(flags, runtime);
    try {
      const namespace = all ? undefined : session.namespace;
      if (choice !== undefined)
        return await this.#list(session, await neededRights(choice, false), namespace, format, !flags['no-headers']);
      if (question === undefined) return EXIT.usage;
      const { ofCluster, ...asked } = question;
      const at = ofCluster ? undefined : namespace;
      const answer = await mayI(session, { ...asked, namespace: at }, runtime.signal);
      const { toJson } = await import('../../output/print-object.ts');
      runtime.stdout(
        format === 'json'
          ? toJson({ apiVersion: `cli.${runtime.entry.domain}/v1`, kind: 'RightReport', ...asked, namespace: at, ...answer })
          : answer.allowed
            ? 'yes\n'
            : 'no\n',
      );
      return answer.allowed ? EXIT.ok : EXIT.general;
    } finally {
      session.close();
    }
  }

  async #list(
    session: Session,
    needs: Awaited<ReturnType<typeof neededRights>>,
    namespace: string | undefined,
    format: (typeof FORMATS)[number],
    headers: boolean,
  ): Promise<number> {
    const { runtime } = this;
    const reviewed = await reviewNeeds(session, needs, namespace, runtime.signal);
    if (format === 'json') {
      const { toJson } = await import('../../output/print-object.ts');
      const items = reviewed.map((need) => ({ resource: needResource(need), verb: need.verb, allowed: need.allowed }));
      runtime.stdout(toJson({ apiVersion: `cli.${runtime.entry.domain}/v1`, kind: 'RightsReport', namespace: namespace ?? null, items }));
    } else {
      const rows = reviewed.map((need) => [needResource(need), need.verb, need.allowed ? 'yes' : 'no']);
      runtime.stdout(await formatTable([{ header: 'RESOURCE' }, { header: 'VERB' }, { header: 'ALLOWED' }], rows, { headers }));
    }
    return reviewed.every(({ allowed }) => allowed) ? EXIT.ok : EXIT.general;
  }
}
