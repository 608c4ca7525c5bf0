import { z } from 'zod';
import { boundedList } from '../shared/collections.ts';
import { port } from '../shared/integers.ts';
import { labels } from '../shared/labels.ts';
import { withRule } from '../shared/rule.ts';
import { boundedString } from '../shared/text.ts';

const rulePort = z.object({
  protocol: z.enum(['TCP', 'UDP', 'SCTP']).default('TCP').describe('Protocol.'),
  port: port().describe('Port. Absent: all ports of the protocol.').exactOptional(),
});

// Both rules have both sides: a side that the schema did not know would be dropped, and the rule would open the ports to everyone.
const fields = z.object({
  description: boundedString().describe('What the rule is for.').exactOptional(),
  from: labels().describe('Labels of the pods that may connect. kubernetes.io/metadata.name pins their namespace.').exactOptional(),
  to: labels().describe('Labels of the pods that may be reached. kubernetes.io/metadata.name pins their namespace.').exactOptional(),
  ports: boundedList(rulePort).describe('Ports. Absent: all.').exactOptional(),
});

function networkRule(side: 'from' | 'to', other: 'from' | 'to', words: string): typeof fields {
  const oneSided = withRule(fields, {
    rule: `!has(self.${other})`,
    message: `${words} rule has "${side}", not "${other}"`,
    fieldPath: `.${other}`,
    reason: 'FieldValueForbidden',
    check: (rule) => rule[other] === undefined,
  });
  return withRule(oneSided, {
    rule: `(has(self.${side}) && size(self.${side}) > 0) || (has(self.ports) && size(self.ports) > 0)`,
    message: `${words} rule needs labels in "${side}" or at least one port: without both it would allow everything`,
    check: (rule) => Object.keys(rule[side] ?? {}).length > 0 || (rule.ports ?? []).length > 0,
  });
}

/** Lets others reach the tenant's server. */
export const ingressRule = networkRule('from', 'to', 'an ingress');

/** Lets the tenant's pods reach others. */
export const egressRule = networkRule('to', 'from', 'an egress');
