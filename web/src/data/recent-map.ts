// A map of so many entries at most: the one that was set or touched the longest ago goes first.

export class RecentMap<Key, Value> extends Map<Key, Value> {
  constructor(private readonly most: number) {
    super();
  }

  override set(key: Key, value: Value): this {
    this.delete(key);
    super.set(key, value);
    for (const oldest of this.keys()) {
      if (this.size <= this.most) break;
      this.delete(oldest);
    }
    return this;
  }

  touch(key: Key): void {
    const value = this.get(key);
    if (value !== undefined) this.set(key, value);
  }
}
