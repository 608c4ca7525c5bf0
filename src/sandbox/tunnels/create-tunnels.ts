import type { Duplex } from 'node:stream';
import type { Clock } from '../../kernel/clock.ts';
import { badRequest, notFound, methodNotAllowed } from '../failures/common-failures.ts';
import type { ResourceRequestInfo, Tunnels } from '../requests/tunnels.ts';
import { wantsSpdy } from './accept-spdy.ts';
import { chosenProtocol, refuseProtocol, wantsWebSocket } from './accept-websocket.ts';
import { execSpdy } from './exec-spdy.ts';
import { execWebSocket } from './exec-websocket.ts';
import { servePodLog } from './pod-log.ts';
import { findPod, requireHost } from './pod-lookup.ts';
import { podConnector } from './port-forward.ts';
import { portForwardSpdy, portForwardTunnel, SPDY_TUNNEL } from './port-forward-spdy.ts';
import { PORT_CHANNELS, portForwardWebSocket } from './port-forward-websocket.ts';
import { serveProxy } from './proxy.ts';
import { type ProxyParts } from './proxy-target.ts';
import { proxyUpgrade } from './proxy-upgrade.ts';
import { queryPorts } from './query-values.ts';
import { refuseUpgrade } from './raw-answer.ts';
import { readRemoteCommand } from './remote-command.ts';

/** What the tunnels are made of. */
export interface TunnelOptions extends ProxyParts {
  readonly clock: Pick<Clock, 'now'>;
}

const PROXIED = new Set(['pods/proxy', 'services/proxy']);

function subject({ resource }: ResourceRequestInfo): string {
  return `${resource.plural}/${resource.subresource ?? ''}`;
}

/** What is checked of exec, attach and port-forward before the protocol matters. */
function check(options: TunnelOptions, info: ResourceRequestInfo): void {
  if (info.method !== 'GET' && info.method !== 'POST') throw methodNotAllowed();
  if (subject(info) !== 'pods/portforward') {
    readRemoteCommand(options, info);
    return;
  }
  queryPorts(info.query);
  const { namespace = '', name = '' } = info.resource;
  requireHost(findPod(options, { namespace, name }));
}

/** The ways into the pods of the sandbox: logs, exec, attach, port-forward and the proxies of pods and Services. */
export function createTunnels(options: TunnelOptions): Tunnels {
  const absent = ({ resource }: ResourceRequestInfo): Error =>
    notFound({ group: resource.group, plural: resource.plural, kind: resource.plural }, resource.name ?? '');
  return {
    request: async (info, _requester, request, response) => {
      const what = subject(info);
      if (PROXIED.has(what)) await serveProxy(options, info, request, response);
      else if (what === 'pods/log') {
        if (info.method !== 'GET') throw methodNotAllowed();
        servePodLog(options, info, response);
      } else if (['pods/exec', 'pods/attach', 'pods/portforward'].includes(what)) {
        check(options, info);
        throw badRequest('Upgrade request required');
      } else throw absent(info);
    },
    upgrade: async (info, _requester, request, socket: Duplex, head) => {
      const what = subject(info);
      if (PROXIED.has(what)) {
        await proxyUpgrade(options, info, request, socket, head);
        return;
      }
      if (!['pods/exec', 'pods/attach', 'pods/portforward'].includes(what)) throw absent(info);
      check(options, info);
      if (!wantsWebSocket(request) && !wantsSpdy(request)) {
        refuseUpgrade(socket, 400, 'unable to upgrade: missing upgrade headers in request');
        return;
      }
      if (what !== 'pods/portforward') {
        const command = readRemoteCommand(options, info);
        await (wantsWebSocket(request) ? execWebSocket : execSpdy)(command, request, socket, head);
        return;
      }
      const { namespace = '', name = '' } = info.resource;
      const connector = podConnector(options, findPod(options, { namespace, name }));
      if (wantsSpdy(request)) portForwardSpdy(connector, request, socket, head);
      else if (chosenProtocol(request, [SPDY_TUNNEL]) !== undefined) await portForwardTunnel(connector, request, socket, head);
      else if (chosenProtocol(request, [PORT_CHANNELS]) !== undefined) {
        await portForwardWebSocket(connector, queryPorts(info.query), request, socket, head);
      } else refuseProtocol(socket);
    },
  };
}
