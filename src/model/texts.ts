// One copy of every repeated text, for what is kept by the ten thousand: parsers make a new string for each occurrence of
// a namespace, an account, a state or an id. Both rooms that keep such things share one pool, because an id stands in the
// status of its object and in the row of its thing, a uid in the object and in the owner tag.

/** Longer texts hardly repeat. */
const LONGEST_SHARED = 80;
/** Chosen: some megabytes at most; past it the pool begins anew, which costs memory for a while and nothing else. */
const POOL_SIZE = 100_000;
/** Another one for every version of an object. */
const UNIQUE = 'resourceVersion';

export class TextPool {
  readonly #pool = new Map<string, string>();

  /** Changes the members of `value`, at any depth, in place. */
  share(value: object): void {
    const members = value as Record<string, unknown>;
    for (const name of Object.keys(members)) {
      const member = members[name];
      if (typeof member === 'string') {
        if (member.length <= LONGEST_SHARED && name !== UNIQUE) members[name] = this.#shared(member);
      } else if (typeof member === 'object' && member !== null) this.share(member);
    }
  }

  #shared(text: string): string {
    const known = this.#pool.get(text);
    if (known !== undefined) return known;
    if (this.#pool.size >= POOL_SIZE) this.#pool.clear();
    this.#pool.set(text, text);
    return text;
  }
}
