import type { ServicePort } from '../service-caller.ts';

/** A path below the service proxy of the API server. The port is named by its number; `https:` before the name is not used, because the API server verifies no certificate. */
export function proxyPath({ namespace, name, port }: ServicePort, path: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/services/${encodeURIComponent(`${name}:${port}`).replace('%3A', ':')}/proxy${path}`;
}

/**
 * Whether the API server hands a path on as it is. It decodes the path, joins it (Go `path.Join`) and writes it anew, so that an escaped slash
 * becomes a real one, and empty, `.` and `..` segments are gone: the server behind would see another path.
 */
export function survivesProxy(path: string): boolean {
  const [pathname = ''] = path.split('?', 1);
  const segments = pathname.split('/').slice(1);
  return segments.every((segment, index) => {
    if (/%2f/i.test(segment) || /%(?![0-9a-f]{2})/i.test(segment)) return false;
    const plain = segment.replaceAll(/%2e/gi, '.');
    return plain !== '.' && plain !== '..' && (plain !== '' || index === segments.length - 1);
  });
}
