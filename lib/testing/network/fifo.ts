/** How much of the front may be empty before it is cut off: seldom enough to cost nothing. */
const SPENT_LIMIT = 1024;

/** A queue in constant time: `Array.shift` moves everything behind what it takes. */
export class Fifo<Item> {
  #items: Item[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  /** The oldest item. */
  peek(): Item | undefined {
    return this.#items[this.#head];
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  /** Takes the oldest item. */
  shift(): Item | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#head++];
    if (this.#head === this.#items.length || this.#head >= SPENT_LIMIT) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}
