import { type ApiFailure, apiFailure } from '../failures/api-failure.ts';
import type { FieldManager } from './field-managers.ts';
import type { FieldSet } from './field-set.ts';
import { pathsOf } from './fields-v1.ts';
import { elementText } from './path-element.ts';

/** Fields that an apply would change and somebody else owns. */
export interface ManagerConflict {
  readonly manager: FieldManager;
  readonly set: FieldSet;
}

function managerText({ manager, operation, apiVersion, subresource }: FieldManager): string {
  const name = `${JSON.stringify(manager)}${subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`}`;
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}

function identity({ manager, operation, apiVersion, subresource }: FieldManager): string {
  return JSON.stringify([manager, operation, apiVersion, subresource]);
}

/** The 409 of an apply without force: one cause per field and manager, managers in alphabetical order. */
export function applyConflict(conflicts: readonly ManagerConflict[]): ApiFailure {
  const sorted = conflicts.toSorted((left, right) => (identity(left.manager) < identity(right.manager) ? -1 : 1));
  const parts = sorted.map(({ manager, set }) => ({
    who: managerText(manager),
    paths: [...pathsOf(set)].map((path) => path.map(elementText).join('')),
  }));
  const causes = parts.flatMap(({ who, paths }) =>
    paths.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${who}`, field })),
  );
  const [only] = causes;
  const what =
    causes.length === 1 && only !== undefined
      ? `1 conflict: ${only.message}: ${only.field}`
      : `${String(causes.length)} conflicts: ${parts
          .map(({ who, paths }) => [`conflicts with ${who}:`, ...paths.map((path) => `- ${path}`)].join('\n'))
          .join('\n')}`;
  return apiFailure(409, 'Conflict', `Apply failed with ${what}`, { causes });
}
