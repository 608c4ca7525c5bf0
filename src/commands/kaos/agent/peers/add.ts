import * as Args from '@oclif/core/args';
import { BaseCommand } from '../../../shared/base-command.ts';
import { changePeers, peersFlags } from '../../shared/peers/change-peers.ts';

/** Lets an agent call others. */
export default class AgentPeersAdd extends BaseCommand {
  static override summary = 'Let an agent call other agents.';
  static override description =
    'Adds to spec.agentNetwork.access. Peers may be made later; what is missing, has no Service or asks back is told.';
  static override usage = 'agent peers add NAME PEER...';
  static override examples = [
    '<%= config.bin %> agent peers add coordinator checker -n demo',
    '<%= config.bin %> agent peers add supervisor worker-1 worker-2 -n team --dry-run=server',
    '<%= config.bin %> agent peers add agent/writer agent/checker -n demo -o name',
  ];
  static override args = { words: Args.string({ description: 'The agent, and its peers.', multiple: true, ignoreStdin: true }) };
  static override flags = peersFlags;

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(AgentPeersAdd);
    return await changePeers('add', argv.map(String), flags, this.runtime);
  }
}
