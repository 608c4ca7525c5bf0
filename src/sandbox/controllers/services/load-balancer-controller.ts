import { keyOf, parseKey } from '../../../kernel/kube-object.ts';
import type { Controller } from '../framework/controller.ts';
import type { Hands } from '../framework/hands.ts';
import { isTerminating } from '../framework/pod-facts.ts';

/** Gives Services of type LoadBalancer an address of 192.0.2.0/24 (RFC 5737: for documentation), as a cloud's controller would. */
export function loadBalancerController(hands: Hands): Controller {
  const writer = hands.as({ manager: 'cloud-controller-manager', component: 'service-controller' });
  const since = new Map<string, number>();
  const addresses = new Map<string, string>();

  const addressFor = (uid: string): string => {
    let address = addresses.get(uid);
    const taken = new Set(addresses.values());
    for (let last = 1; address === undefined; last += 1) {
      const candidate = `192.0.2.${String(last)}`;
      if (!taken.has(candidate) || last >= 254) address = candidate;
    }
    addresses.set(uid, address);
    return address;
  };

  return {
    name: 'load-balancer',
    watches: ['services'],
    observe: ({ type, object }, enqueue) => {
      const { namespace = '', name, uid } = object.metadata;
      if (type === 'DELETED') addresses.delete(uid);
      enqueue(keyOf({ namespace, name }));
    },
    work: (key) => {
      const { namespace, name } = parseKey(key);
      const service = hands.read('services', namespace, name);
      const { uid = '' } = service?.metadata ?? {};
      if (service === undefined || service.spec.type !== 'LoadBalancer' || isTerminating(service)) {
        since.delete(key);
        if (service !== undefined && addresses.delete(uid)) writer.updateStatus('services', service, { loadBalancer: {} });
        return undefined;
      }
      if (service.status?.loadBalancer?.ingress !== undefined) return undefined;
      const now = hands.clock.now();
      const begun = since.get(key) ?? now;
      since.set(key, begun);
      if (now < begun + hands.timing.balance) return begun + hands.timing.balance - now;
      writer.event(service, { type: 'Normal', reason: 'EnsuredLoadBalancer', message: 'Ensured load balancer' });
      writer.updateStatus('services', service, { ...service.status, loadBalancer: { ingress: [{ ip: addressFor(uid), ipMode: 'VIP' }] } });
      return undefined;
    },
  };
}
