import type { Area, AreaRule } from './architecture-table.ts';
import { ARCHITECTURE } from './architecture-table.ts';
import type { SourceFile, SourceImport } from './source-file.ts';

/** A broken rule. */
export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

interface Place {
  readonly area: Area;
  /** The system's folder, `shared` included, where the area has such folders. */
  readonly system?: string;
}

const WITH_SYSTEMS: ReadonlySet<string> = new Set(['kinds', 'templates', 'reconcile', 'adapters']);

/** Where a file of `src` lies; undefined when the layout has no such place. */
export function placeOf(file: string): Place | undefined {
  const [root, first = '', second = '', third] = file.split('/');
  if (root !== 'src') return undefined;
  if (first === 'registry.ts') return { area: 'registry' };
  if (first === 'reconcile' && second === 'engine') return { area: 'reconcile/engine' };
  if (!Object.hasOwn(ARCHITECTURE, first) || first === 'registry') return undefined;
  const area = first as Area;
  return WITH_SYSTEMS.has(area) && third !== undefined ? { area, system: second } : { area };
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function packageFault(rule: AreaRule, { specifier, form }: SourceImport): string | undefined {
  const name = packageOf(specifier);
  const lazy = rule.lazy?.includes(name) ?? false;
  if (lazy) return form === 'static' ? `may import ${name} by import() only` : undefined;
  const named = rule.packages.some((allowed) => allowed === '*' || allowed === name || (allowed === 'node:*' && name.startsWith('node:')));
  if (named || (form === 'type' && (rule.typePackages?.includes(name) ?? false))) return undefined;
  return rule.typePackages?.includes(name) === true ? `may import types of ${name} only` : `may not import ${name}`;
}

function systemFault(from: Place, to: Place): string | undefined {
  if (from.system === undefined || to.system === undefined || to.system === 'shared' || to.system === from.system) return undefined;
  return `is of ${from.system} and may not import ${to.area} of ${to.system}`;
}

function areaFault(from: Place, to: Place, { target, form }: SourceImport): string | undefined {
  if (from.area === to.area) return systemFault(from, to);
  const rule = ARCHITECTURE[from.area];
  if (rule.lazy?.includes(to.area) === true) return form === 'static' ? `may import ${to.area} by import() only` : undefined;
  const allowed = rule.areas.find(({ area }) => area === to.area);
  if (allowed === undefined) return `may not import ${to.area}`;
  if (allowed.types === true && form !== 'type') return `may import types of ${to.area} only`;
  if (allowed.files !== undefined && !allowed.files.includes(target ?? ''))
    return `may import of ${to.area} only ${allowed.files.join(' and ')}`;
  return systemFault(from, to);
}

function fault(file: SourceFile, from: Place, item: SourceImport): string | undefined {
  if (item.target === undefined) return packageFault(ARCHITECTURE[from.area], item);
  const to = placeOf(item.target);
  if (to === undefined) return `may not import ${item.target}`;
  if (to.area === 'sandbox' && from.area !== 'sandbox' && !file.path.startsWith('src/commands/sandbox')) return 'may not import sandbox';
  return areaFault(from, to, item);
}

/** Checks every import of a file of `src` that is not a test against the table. */
export function checkImports(file: SourceFile): readonly Violation[] {
  const from = placeOf(file.path);
  if (from === undefined) return [{ file: file.path, line: 1, message: 'lies in no folder of the layout' }];
  return file.imports.flatMap((item) => {
    const message = fault(file, from, item);
    return message === undefined ? [] : [{ file: file.path, line: item.line, message: `${from.area} ${message}` }];
  });
}
