import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { createAgentClient } from '../../../adapters/kaos/agent-client.ts';
import { AgentError } from '../../../adapters/kaos/agent-failure.ts';
import { CliError, usageError } from '../../../output/cli-error.ts';
import { EXIT, type ExitCode } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { deadline } from '../../shared/deadline.ts';
import { parseDuration } from '../../shared/duration.ts';
import { outputFlag, timeoutFlag } from '../../shared/flags.ts';
import { openSession } from '../../shared/session.ts';
import { findServer, type FoundServer } from '../shared/servers/find-server.ts';
import { kaosTarget } from '../shared/servers/kaos-target.ts';
import { messageGiven } from '../shared/servers/message-given.ts';
import { reaching } from '../shared/servers/reaching.ts';
import { safeText, streamText } from '../shared/servers/stream-text.ts';

const USAGE = 'agent invoke NAME -m TEXT|@FILE|-';
const FORMATS = ['text', 'json'] as const;
/** What may stand in a header, and in a line of a log. */
const SESSION = /^[\u0021-\u007E]{1,200}$/;

const EXITS: Readonly<Record<AgentError['reason'], ExitCode>> = {
  Failed: EXIT.failedState,
  Protocol: EXIT.general,
  BrokenOff: EXIT.unreachable,
};
const SAID: Readonly<Record<AgentError['reason'], string>> = {
  Failed: 'reports a failure',
  Protocol: 'does not answer as an agent',
  BrokenOff: 'did not come to the end of its answer',
};

function told(error: unknown, { label, server }: FoundServer): unknown {
  if (!(error instanceof AgentError)) return error;
  return new CliError({
    exit: EXITS[error.reason],
    message: `${label} ${SAID[error.reason]}`,
    why: error.message,
    fix: `kubectl logs deployment/${server.name} -n ${server.namespace}`,
    cause: error,
  });
}

/** Asks an agent something. */
export default class AgentInvoke extends BaseCommand {
  static override summary = 'Ask an agent, and print its answer as it comes.';
  static override description =
    'Goes through the API server, also to an agent that is not reachable from here. The stream of a KAOS agent has no line breaks and guesses quotation marks: --no-stream and -o json give the exact text. Ends with 9 where the agent reports a failure.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> agent invoke echo -n demo -m "say it again"',
    '<%= config.bin %> agent invoke agent/coordinator -n demo -m "ask the writer" --no-stream',
    '<%= config.bin %> agent invoke supervisor -n team -m "plan a trip" --session trip-1 --timeout 1m -o json',
  ];
  static override args = { words: Args.string({ description: 'The agent.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    message: Flags.string({ char: 'm', description: 'What to ask; @FILE reads it from a file, - from standard input.', helpValue: 'TEXT' }),
    stream: Flags.boolean({ default: true, allowNo: true, description: 'Print the answer as it comes.' }),
    session: Flags.string({ description: 'A conversation to go on with, where the agent remembers them.', helpValue: 'ID' }),
    output: outputFlag(FORMATS),
    timeout: timeoutFlag('5m'),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(AgentInvoke);
    const { runtime } = this;
    const target = kaosTarget('Agent', argv.map(String), runtime.entry, USAGE);
    const format = parseOutputFormat(flags.output ?? 'text', FORMATS);
    const { session: conversation } = flags;
    if (conversation !== undefined && !SESSION.test(conversation)) {
      throw usageError(
        '--session must be 1 to 200 letters, digits and signs of ASCII without blanks',
        'give a word such as --session trip-1',
      );
    }
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    if (timeoutMs === 0) throw usageError('--timeout 0 leaves no time for an answer', 'give a time such as 1m, or -1s for no limit');
    const text = await messageGiven(flags.message, runtime);
    const limit = deadline(timeoutMs, runtime.signal, () => 'the agent has not answered to the end');
    const session = await openSession(flags, runtime);
    try {
      const { signal } = limit;
      const found = await findServer(session, target, runtime, signal);
      const client = createAgentClient(session.outside());
      const question = { text, ...(conversation !== undefined && { session: conversation }) };
      const isTerminal = runtime.columns !== undefined;
      try {
        await reaching(session, found, 'create', async () => {
          if (flags.stream && format === 'text') {
            await streamText(client.stream(found.server, question, signal), (piece) => runtime.stdout(piece), isTerminal);
            return;
          }
          const answer = await client.ask(found.server, question, signal);
          if (format === 'text') runtime.stdout(`${safeText(answer, isTerminal).replace(/\n$/, '')}\n`);
          else await this.#report(found, answer, conversation);
        });
      } catch (error) {
        throw told(error, found);
      }
      return EXIT.ok;
    } finally {
      limit.cancel();
      session.close();
    }
  }

  async #report({ object }: FoundServer, text: string, session: string | undefined): Promise<void> {
    const { toJson } = await import('../../../output/print-object.ts');
    const { name, namespace } = object.metadata;
    const report = {
      apiVersion: 'cli.kaos.tools/v1',
      kind: 'AgentReply',
      agent: { name, namespace },
      ...(session !== undefined && { session }),
      text,
    };
    this.runtime.stdout(toJson(report));
  }
}
