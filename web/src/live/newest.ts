import { keyOf, type Kind, type LiveObject } from './events';

/**
 * Remembers the newest version seen of each object, so that neither a late event nor a slow GET that
 * started before an event can put an older state on the screen. Bounded: the longest untouched go first.
 */
export class Newest {
  private readonly seen = new Map<string, LiveObject>();

  constructor(private readonly limit = 5000) {}

  /** False when something newer is known already. Objects without a version are always taken. */
  accept(kind: Kind, object: LiveObject): boolean {
    const key = keyOf(kind, object);
    if (key === null || object.version === undefined) return true;
    const known = this.seen.get(key);
    if (known?.version !== undefined && known.version > object.version) return false;
    this.seen.delete(key);
    this.seen.set(key, object);
    if (this.seen.size > this.limit) {
      const oldest = this.seen.keys().next().value;
      if (oldest !== undefined) this.seen.delete(oldest);
    }
    return true;
  }

  /** The newer of a fetched object and what the stream has said about it. */
  reconcile<T extends object>(kind: Kind, fetched: T): T {
    const object = fetched as LiveObject;
    if (this.accept(kind, object)) return fetched;
    const key = keyOf(kind, object);
    return ((key && this.seen.get(key)) || fetched) as T;
  }

  clear(): void {
    this.seen.clear();
  }
}
