import * as Args from '@oclif/core/args';
import { BaseCommand } from '../../../shared/base-command.ts';
import { changePeers, peersFlags } from '../../shared/peers/change-peers.ts';

/** Takes from an agent the right to call others. */
export default class AgentPeersRemove extends BaseCommand {
  static override summary = 'Take from an agent the right to call other agents.';
  static override description = 'Removes from spec.agentNetwork.access.';
  static override usage = 'agent peers remove NAME PEER...';
  static override examples = [
    '<%= config.bin %> agent peers remove coordinator checker -n demo',
    '<%= config.bin %> agent peers remove supervisor worker-1 worker-2 -n team --dry-run=server',
    '<%= config.bin %> agent peers remove agent/writer agent/checker -n demo -o name',
  ];
  static override args = { words: Args.string({ description: 'The agent, and its peers.', multiple: true, ignoreStdin: true }) };
  static override flags = peersFlags;

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(AgentPeersRemove);
    return await changePeers('remove', argv.map(String), flags, this.runtime);
  }
}
