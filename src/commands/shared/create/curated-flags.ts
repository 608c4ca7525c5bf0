import type { CreateFlag } from './create-flag.ts';

/** The flags of `create` that are no plain copy of a field, by kind (`plural.group`). A system adds a line for each of its kinds. */
export const CURATED_FLAGS: Readonly<Record<string, readonly CreateFlag[]>> = {};
