import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** How Go declares the fields of a type, by JSON name: `?` left out when empty, `~` left out when zero, then the type. */
export type GoFields = Readonly<Record<string, string>>;

const PACKAGES: readonly (readonly [prefix: string, module: string, folder: string])[] = [
  ['io.k8s.api.', 'api', ''],
  ['io.k8s.apimachinery.', 'apimachinery', ''],
  ['io.k8s.apiextensions-apiserver.', 'apiextensions-apiserver', ''],
];

const sources = new Map<string, Promise<string>>();

async function sourceOf(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => /^types.*\.go$|^micro_time\.go$/.test(name));
  return (await Promise.all(names.map(async (name) => readFile(path.join(folder, name), 'utf8')))).join('\n');
}

/** The type as Go's reflection names it: with the name of its package. */
function qualified(type: string, own: string): string {
  const bare = type.replace(/\b(?:meta|core|api|apps|rbac)?v[12]\./g, 'v1.').replace(/\bapi\./g, 'v1.');
  return bare.replace(/(^|[[\]*])([A-Z]\w*)/g, (_, before: string, name: string) => `${before}${own}.${name}`);
}

function fieldsOf(source: string, type: string, own: string): GoFields | undefined {
  const body = new RegExp(`^type ${type} struct \\{\\n([\\s\\S]*?)^\\}`, 'm').exec(source)?.[1];
  if (body === undefined) return undefined;
  const fields: Record<string, string> = {};
  for (const line of body.split('\n')) {
    const match = /^\s+(?:(\w+)\s+)?([\w.*[\]]+)\s+`.*json:"([^"]*)"/.exec(line);
    if (match === null) continue;
    const [, , declared = '', tag = ''] = match;
    const [name = '', ...options] = tag.split(',');
    if (options.includes('inline')) Object.assign(fields, fieldsOf(source, declared, own));
    else if (name !== '' && name !== '-') {
      const mode = options.includes('omitzero') ? '~' : options.includes('omitempty') ? '?' : '';
      fields[name] = `${mode}${qualified(declared, own)}`;
    }
  }
  return fields;
}

/** Reads the declaration of a type, named as OpenAPI names it, from the modules in `modules` that are of `version`. */
export async function goFields(modules: string, version: string, name: string): Promise<GoFields> {
  const [prefix, module] = PACKAGES.find(([start]) => name.startsWith(start)) ?? ['', ''];
  const parts = name.slice(prefix.length).split('.');
  const type = parts.pop() ?? '';
  const folder = path.join(modules, `${module}@${version.replace('v1.', 'v0.')}`, ...parts);
  if (!sources.has(folder)) sources.set(folder, sourceOf(folder));
  const fields = fieldsOf((await sources.get(folder)) ?? '', type, parts.at(-1) ?? '');
  if (fields === undefined) throw new Error(`${folder} declares no ${type}`);
  return fields;
}
