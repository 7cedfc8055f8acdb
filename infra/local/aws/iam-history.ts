/** IAM's visibility lag: what was written is seen by reads only some time later. */

interface Change {
  at: number;
  before: string;
}

export class IamHistory {
  private readonly changes = new Map<string, Change[]>();

  /** To be called with the value as it is just before it changes. */
  note(entity: string, before: unknown, now: number): void {
    const noted = this.changes.get(entity) ?? [];
    noted.push({ at: now, before: JSON.stringify(before) });
    this.changes.set(entity, noted);
  }

  /** The value as a read sees it: from before the oldest change that is not visible yet. */
  seen<T>(entity: string, current: T, now: number, lagMilliseconds: number): T {
    const hidden = (this.changes.get(entity) ?? []).filter((change) => change.at + lagMilliseconds > now);
    if (hidden.length === 0) this.changes.delete(entity);
    else this.changes.set(entity, hidden);
    const oldest = hidden[0];
    return oldest ? (JSON.parse(oldest.before) as T) : current;
  }
}
