/** The kinds of the event stream; the data of each is the whole object as its GET would return it. */
export const KINDS = ['call', 'agent', 'campaign', 'session', 'queue', 'import', 'recording', 'notice'] as const;
export type Kind = (typeof KINDS)[number];

export interface LiveObject {
  id?: string;
  userId?: string | null;
  version?: number;
  deleted?: boolean;
  [field: string]: unknown;
}

export interface LiveEvent {
  kind: Kind;
  object: LiveObject;
}

/** What a stream can say, in its own tab or from the tab that leads. */
export type Signal = { type: 'event'; event: LiveEvent } | { type: 'reload' } | { type: 'state'; state: LiveState };

/** `polling`: streaming is blocked, snapshots are asked for every 2 s instead. */
export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'polling';

/** Null for anything that is not an object: a stream line that cannot be read must not stop the rest. */
export function parseEvent(kind: Kind, data: string): LiveEvent | null {
  try {
    const object: unknown = JSON.parse(data);
    return typeof object === 'object' && object !== null ? { kind, object: object as LiveObject } : null;
  } catch {
    return null;
  }
}

/** Agents are known by their user, everything else by its own ID. */
export function keyOf(kind: Kind, object: LiveObject): string | null {
  const id = kind === 'agent' ? (object.userId ?? object.id) : object.id;
  return id ? `${kind}:${id}` : null;
}
