import { resourceNameOf } from '../../../kernel/resource-type.ts';
import { commandIds } from '../command-words.ts';
import type { EntryPoint } from '../entry-point.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { wordsOf } from '../nouns.ts';
import { DIRECTIVE, NOTHING } from './completion.ts';
import type { Candidate, Completion } from './completion.ts';
import type { Live } from './live.ts';
import type { Part, Source } from './source.ts';
import { kindMeant, kindOf, typeWords } from './type-words.ts';

/** What is known where a word is wanted. */
export interface Place {
  readonly entry: EntryPoint;
  /** The positional words before the cursor. */
  readonly words: readonly string[];
  /** What is typed of the word. */
  readonly typed: string;
  /** Other values of the same flag. */
  readonly others: readonly string[];
  /** Over all namespaces no name says which object. */
  readonly everywhere: boolean;
  readonly live: Live;
  readonly kubeconfig: (what: 'contexts' | 'clusters' | 'users') => Promise<readonly string[]>;
}

function offer(words: readonly string[]): Completion {
  return { candidates: words.map((word) => ({ word })), directive: DIRECTIVE.noFiles };
}

/** `a,b` while `b` is typed: the words go on from the last comma, and those before it are not offered again. */
function inList(candidates: (typed: string) => readonly Candidate[], typed: string): Completion {
  const comma = typed.lastIndexOf(',') + 1;
  const head = typed.slice(0, comma);
  const used = head.split(',');
  const left = candidates(typed.slice(comma)).filter(({ word }) => !used.includes(word));
  return {
    candidates: left.map((candidate) => ({ ...candidate, word: head + candidate.word })),
    directive: DIRECTIVE.noFiles + (comma > 0 ? DIRECTIVE.noSpace : 0),
  };
}

async function names(kind: KindIdentity, place: Place, given: readonly string[]): Promise<Completion> {
  if (place.everywhere) return NOTHING;
  const all = await place.live.names(kind);
  return offer(all.filter((name) => !given.includes(name)));
}

/** `TYPE/NAME`, with the type as it was typed. */
async function slashNames(kind: KindIdentity, place: Place): Promise<Completion> {
  const type = place.typed.slice(0, place.typed.indexOf('/') + 1);
  const given = [...place.words, ...place.others].flatMap((word) => {
    const [before = '', name = ''] = word.split('/', 2);
    return kindMeant(before, place.entry) === kind ? [name] : [];
  });
  const { candidates, directive } = await names(kind, place, given);
  return { candidates: candidates.map(({ word }) => ({ word: type + word })), directive };
}

function typesHere({ entry, typed }: Place, more: readonly Candidate[] = []): Completion {
  return inList((begun) => [...typeWords(entry, begun), ...(typed.includes(',') ? [] : more)], typed);
}

async function targets({ all, most = Infinity }: Extract<Source, { is: 'targets' }>, place: Place): Promise<Completion> {
  const { entry, words, typed } = place;
  const [first] = words;
  const slashed = typed.includes('/') ? kindMeant(typed.split('/', 1)[0] ?? '', entry) : undefined;
  if (first === undefined) {
    if (typed.includes('/')) return slashed === undefined ? NOTHING : await slashNames(slashed, place);
    return typesHere(place, all === true ? [{ word: 'all', about: 'Every type.' }] : []);
  }
  if (first.includes('/')) {
    if (words.length >= most) return NOTHING;
    if (slashed !== undefined) return await slashNames(slashed, place);
    const types = typeWords(entry, typed).map((candidate) => ({ ...candidate, word: `${candidate.word}/` }));
    return { candidates: types, directive: DIRECTIVE.noFiles + DIRECTIVE.noSpace };
  }
  const kind = kindMeant(first, entry);
  return kind === undefined || words.length > most ? NOTHING : await names(kind, place, words.slice(1));
}

/** Names of one kind: where the first word is a word for the kind itself, the name comes behind it. */
async function namesOf(kind: KindIdentity, place: Place): Promise<Completion> {
  const { typed, entry, words, others } = place;
  if (!typed.includes('/')) {
    const given = [...words, ...others].map((word) => word.slice(word.indexOf('/') + 1));
    return await names(kind, place, given);
  }
  return kindMeant(typed.split('/', 1)[0] ?? '', entry) === kind ? await slashNames(kind, place) : NOTHING;
}

/** The object that the words name: `TYPE/NAME`, or `TYPE NAME`, or a `NAME` of the kind that the command is about. */
function objectIn({ words, entry }: Place, implied: KindIdentity | undefined): { kind: KindIdentity; name: string } | undefined {
  const [first = '', second] = words;
  const [type = '', name] = first.split('/', 2);
  const kind = kindMeant(type, entry);
  if (name !== undefined) return kind === undefined ? undefined : { kind, name };
  if (kind !== undefined && second !== undefined && (implied === undefined || kind === implied)) return { kind, name: second };
  return implied === undefined || first === '' ? undefined : { kind: implied, name: first };
}

const PARTS: Readonly<
  Record<Exclude<Part, 'groups'>, { readonly kind: ReturnType<typeof kindOf>; readonly path: readonly string[]; readonly key?: string }>
> = {
  keys: { kind: kindOf('maiatenants.maia.cuemby.com'), path: ['spec', 'apiKeys'], key: 'name' },
  peers: { kind: kindOf('agents.kaos.tools'), path: ['spec', 'agentNetwork', 'access'] },
};

async function parts(part: Part, place: Place): Promise<Completion> {
  const object = objectIn(place, part === 'groups' ? undefined : PARTS[part].kind);
  if (object === undefined) return NOTHING;
  const { kind, name } = object;
  const groups = kind.groups === undefined ? undefined : { path: kind.groups.list, key: kind.groups.key };
  const list = part === 'groups' ? groups : PARTS[part];
  if (list === undefined) return NOTHING;
  const texts = await place.live.texts(kind, name, list.path, 'key' in list ? list.key : undefined);
  return offer(texts.filter((text) => !place.words.slice(1).includes(text)));
}

/** What a source offers at a place; candidates that do not begin as typed may be among them. */
export async function sourceCandidates(source: Source, place: Place): Promise<Completion> {
  const { entry, words, typed } = place;
  switch (source.is) {
    case 'free':
      return NOTHING;
    case 'words':
      if (source.list === true) return inList(() => source.words.map((word) => ({ word })), typed);
      return offer(source.words.filter((word) => word.endsWith('=') || !words.includes(word)));
    case 'targets':
      return await targets(source, place);
    case 'types': {
      const slashed = source.slash === true && typed.includes('/') ? kindMeant(typed.split('/', 1)[0] ?? '', entry) : undefined;
      if (slashed !== undefined) return await slashNames(slashed, place);
      const others = source.served === true ? (await place.live.types()).filter((word) => kindMeant(word, entry) === undefined) : [];
      return typesHere(
        place,
        others.map((word) => ({ word })),
      );
    }
    case 'names of it': {
      const kind = kindMeant((words.at(-1) ?? '').split('/', 1)[0] ?? '', entry);
      return kind === undefined ? NOTHING : await names(kind, place, []);
    }
    case 'names':
      return await namesOf(kindOf(source.kind), place);
    case 'built-in': {
      const found = await place.live.names(source.type);
      return source.list === true ? inList(() => found.map((word) => ({ word })), typed) : offer(found);
    }
    case 'part':
      return await parts(source.part, place);
    case 'kubeconfig':
      return offer(await place.kubeconfig(source.what));
    case 'commands':
      return commands(source, place);
    case 'systems':
      return inList(() => entry.systems.map((word) => ({ word })), typed);
    case 'file':
      if (source.endings === undefined) return { candidates: [], directive: DIRECTIVE.files };
      return { candidates: source.endings.map((word) => ({ word })), directive: DIRECTIVE.filesByEnding };
    case 'folder':
      return { candidates: [], directive: DIRECTIVE.folders };
  }
}

function commands({ types, list }: Extract<Source, { is: 'commands' }>, { entry, words, typed }: Place): Completion {
  const ids = commandIds(entry).filter((id) => !WITHOUT_RIGHTS.includes(id.split(' ', 1)[0] ?? ''));
  if (list === true) return inList(() => ids.map((word) => ({ word })), typed);
  // A command of two words comes as two arguments.
  const begun = ids.map((id) => id.split(' ')).filter((id) => id.length > 1 && id[0] === words.at(-1));
  if (types === true && begun.length > 0) return offer([...new Set(begun.flatMap((id) => id[1] ?? []))]);
  const firsts = [...new Set(ids.map((id) => (types === true ? (id.split(' ', 1)[0] ?? '') : id)))].filter((word) => !words.includes(word));
  const kinds = types === true && words.length > 0 ? typeWords(entry, typed) : [];
  return { candidates: [...firsts.map((word) => ({ word })), ...kinds], directive: DIRECTIVE.noFiles };
}

/** Commands that talk to no cluster. */
const WITHOUT_RIGHTS: readonly string[] = ['auth', 'completion', 'render', 'sandbox', 'version'];

/** Whether a word is one for this kind: `tenant` before a name. */
export function isWordFor(kind: KindIdentity, word: string): boolean {
  return wordsOf(kind).includes(word.toLowerCase()) || word === resourceNameOf(kind);
}
