/** A waiting line that is cheap at any length: taking from the front moves nothing. */

export class Line<T> {
  private items: T[] = [];
  private head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  push(item: T): void {
    this.items.push(item);
  }

  /** Puts these before all others, in their order. */
  putBack(items: readonly T[]): void {
    this.items = [...items, ...this.items.slice(this.head)];
    this.head = 0;
  }

  peek(most: number): T[] {
    return this.items.slice(this.head, this.head + most);
  }

  take(most: number): T[] {
    const taken = this.peek(most);
    this.head += taken.length;
    // What was taken is let go of only when it is the larger part, so that each item is moved once at most on average.
    if (this.head > 1000 && this.head * 2 > this.items.length) this.putBack([]);
    return taken;
  }
}
