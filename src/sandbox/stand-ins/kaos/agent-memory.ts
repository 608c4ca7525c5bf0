import type { Clock } from '../../../kernel/clock.ts';
import { randomHex } from './http-answer.ts';

/** What an agent remembers of one step. */
export interface MemoryEvent {
  readonly event_id: string;
  /** RFC 3339. */
  readonly timestamp: string;
  readonly event_type: string;
  readonly content: unknown;
  readonly metadata: Readonly<Record<string, never>>;
}

/** What an agent remembers, by session. */
export interface AgentMemory {
  add(session: string, type: string, content: unknown): void;
  /** Of one session, or of all. */
  events(session?: string): readonly MemoryEvent[];
  sessions(): readonly string[];
  /** A session that nobody named. */
  newSession(): string;
}

/** An empty memory. */
export function createAgentMemory(clock: Clock, random: () => number): AgentMemory {
  const kept = new Map<string, MemoryEvent[]>();
  return {
    add: (session, type, content) => {
      const timestamp = new Date(clock.now()).toISOString();
      const event = { event_id: `event_${randomHex(random, 8)}`, timestamp, event_type: type, content, metadata: {} };
      kept.set(session, [...(kept.get(session) ?? []), event]);
    },
    events: (session) => (session === undefined ? [...kept.values()].flat() : (kept.get(session) ?? [])),
    sessions: () => [...kept.keys()],
    newSession: () => `session_${randomHex(random, 12)}`,
  };
}
