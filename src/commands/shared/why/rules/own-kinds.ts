import { nameText, type Link, type ObjectName } from '../link.ts';
import type { RulesOfKind } from '../related.ts';

function absent(name: ObjectName, fix: string): Link {
  return {
    object: name,
    state: 'stuck',
    reason: 'NotFound',
    message: `${nameText(name)} does not exist`,
    evidence: [{ is: 'absence', object: name, text: 'the API server does not have it' }],
    fix,
  };
}

/** An agent that is not there: whoever names it as a peer can do without. */
export const agentRules: RulesOfKind = {
  kind: 'Agent',
  absent: (name, { primary }) =>
    absent(name, `kubectl kaos agent peers remove ${primary.metadata.name} ${name.name} -n ${name.namespace ?? 'default'}`),
};

/** An instance that is not there: its tenants wait for it, and it is made with one command. */
export const maiaInstanceRules: RulesOfKind = {
  kind: 'MaiaInstance',
  absent: (name) => absent(name, `kubectl maia create maiainstance ${name.name} -n ${name.namespace ?? 'default'}`),
};
