import { BlockList, isIP } from 'node:net';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment names for a server: `HTTPS_PROXY` or `HTTP_PROXY` by the server's scheme, unless `NO_PROXY`
 * excepts it. Upper or lower case, the rules of Go's `httpproxy` (and so of kubectl). This machine itself is never proxied.
 */
export function environmentProxy(server: URL, variables: Variables): string | undefined {
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = variables[name] || variables[name.toLowerCase()];
  if (!proxy) return undefined;
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || isLoopback(host)) return undefined;
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  const exceptions = variables['NO_PROXY'] || variables['no_proxy'] || '';
  if (exceptions.split(',').some((rule) => excepts(rule.trim().toLowerCase(), host, port))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function isLoopback(host: string): boolean {
  return (isIP(host) === 4 && host.startsWith('127.')) || host === '::1';
}

function excepts(rule: string, host: string, port: string): boolean {
  if (rule === '') return false;
  if (rule === '*') return true;
  if (rule.includes('/')) return inRange(rule, host);
  const { name, port: rulePort } = splitPort(rule);
  if (rulePort !== undefined && rulePort !== port) return false;
  if (isIP(name) > 0) return name === host;
  const suffix = name.replace(/^\*?\./, '');
  const bare = suffix === name;
  return (bare && host === suffix) || host.endsWith(`.${suffix}`);
}

function splitPort(rule: string): { readonly name: string; readonly port: string | undefined } {
  if (isIP(rule) === 6) return { name: rule, port: undefined };
  const match = /^\[?(.*?)\]?(?::(\d+))?$/.exec(rule);
  return { name: match?.[1] ?? rule, port: match?.[2] };
}

function inRange(cidr: string, host: string): boolean {
  const [net = '', bits = ''] = cidr.split('/');
  const version = isIP(net);
  const prefix = Number(bits);
  if (version === 0 || version !== isIP(host) || bits === '' || !(prefix >= 0 && prefix <= (version === 4 ? 32 : 128))) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(net, prefix, family);
  return list.check(host, family);
}
