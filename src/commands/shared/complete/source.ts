import type { ResourceType } from '../../../kernel/resource-type.ts';

/** A kind of ours by its CRD's name: `maiatenants.maia.cuemby.com`. */
export type KindName = `${string}.${string}`;

/** What stands inside one object, for words that name a part of it: its keys, its groups, whom it may call. */
export type Part = 'groups' | 'keys' | 'peers';

/** Where the words for a place of the command line come from. */
export type Source =
  /** Whatever the user thinks of: nothing can be offered. */
  | { readonly is: 'free' }
  /** Fixed words; one that ends in = goes on. `list`: several, separated by commas. */
  | { readonly is: 'words'; readonly words: readonly string[]; readonly list?: true }
  /** `TYPE NAME…` and `TYPE/NAME…`. `all`: the word for every type too. `most`: so many names, then free text. */
  | { readonly is: 'targets'; readonly all?: true; readonly most?: number }
  /** A type. `list`: several, separated by commas; `slash`: `TYPE/NAME` too; `served`: also those of the cluster that are none of ours. */
  | { readonly is: 'types'; readonly list?: true; readonly slash?: true; readonly served?: true }
  /** Names of the type that is the positional word before. */
  | { readonly is: 'names of it' }
  /** Names of objects of a kind, also as `TYPE/NAME`. */
  | { readonly is: 'names'; readonly kind: KindName }
  /** Names of objects that are none of ours. `list`: several, separated by commas. */
  | { readonly is: 'built-in'; readonly type: ResourceType; readonly list?: true }
  /** Parts of the object that the command is about. */
  | { readonly is: 'part'; readonly part: Part }
  | { readonly is: 'kubeconfig'; readonly what: 'contexts' | 'clusters' | 'users' }
  /** Commands of this entry point; `types`: and then types. `list`: separated by commas. */
  | { readonly is: 'commands'; readonly types?: true; readonly list?: true }
  | { readonly is: 'systems' }
  /** A file of this machine; with endings only such. */
  | { readonly is: 'file'; readonly endings?: readonly string[] }
  | { readonly is: 'folder' };

/** What stands behind the words of a command: the first places one by one, and then any number of `rest`. */
export interface Places {
  readonly each?: readonly Source[];
  readonly rest?: Source;
}
