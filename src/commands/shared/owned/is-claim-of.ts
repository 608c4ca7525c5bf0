import type { HasMetadata } from './owned-by.ts';

/**
 * Whether a claim was made for a StatefulSet. Such claims bear no owner reference by default; their names are `<template>-<set>-<ordinal>`
 * (StatefulSet, "Stable Storage"). `templates`: the names that the set has, where its spec is known.
 */
export function isClaimOf(claim: HasMetadata, statefulSet: HasMetadata, templates?: readonly string[]): boolean {
  const { name, namespace } = statefulSet.metadata;
  if (claim.metadata.namespace !== namespace) return false;
  const base = /^(.+)-\d+$/.exec(claim.metadata.name)?.[1];
  const template = base?.endsWith(`-${name}`) === true ? base.slice(0, -name.length - 1) : '';
  return template !== '' && (templates === undefined || templates.includes(template));
}
