// What two servers cannot have in common is put into words that they can: uids, times, revisions, tokens. Everything else
// stays byte for byte. Pure; the rules, all of them:
//  - a uid becomes {uid N}, N counting uids in the order in which the case met them;
//  - the resourceVersion of an object becomes {rv N}, N being its rank among those of the case's objects; that of a list
//    or a bookmark, which moves also for what others write, becomes {rv N+}: no earlier than object revision N;
//  - a time that the case did not write itself becomes {time} or {microtime}, an age of some seconds {age};
//  - continue tokens become {continue}, the drawn end of a generated name {drawn};
//  - the whole document that the refusal of a patch repeats becomes {document}: its order of members is nobody's;
//  - entries of managedFields are sorted by manager, because servers sort them by time first;
//  - several faults of one refusal, and the resources of a discovery document, are sorted: a real server draws their order;
//  - members of objects are sorted by name: JSON has no order, and no client shows it.

/** One answer as it came. `events`: of a watch. */
export type Answered = {
  code: number;
  contentType?: string;
  warnings?: readonly string[];
  body?: unknown;
  events?: readonly unknown[];
};

type Members = { readonly [member: string]: unknown };

const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;
const MICRO_TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/g;
const AGE = /^\d{1,2}s$/;
/** Revisions in the texts of refusals. */
const REVISION_TEXTS: readonly [RegExp, string][] = [
  [/(too old resource version: \d+) \(\d+\)/, '$1 ({rv})'],
  [/(Too large resource version: \d+, current: )\d+/, '$1{rv}'],
  [/(ResourceVersion in record )\(\d+\)/, '$1({rv})'],
  [/patch: Invalid value: "(?:[^"\\]|\\.)*": /, 'patch: Invalid value: {document}: '],
  [/^Invalid value: "\{(?:[^"\\]|\\.)*": /, 'Invalid value: {document}: '],
];
const LONGEST_DRAWN = 5;

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param written the case's own text: what it wrote stays as it is. */
export function normalise(answers: readonly Answered[], written: string): unknown[] {
  const words = new Words(answers, written);
  return answers.map((answer) => words.value(answer, ''));
}

class Words {
  readonly #written: string;
  readonly #uids = new Map<string, number>();
  /** Revisions of objects, ascending. */
  readonly #revisions: number[];
  readonly #drawn = new Map<string, string>();
  /** Beginnings of generated names, for refusals that show a whole one. */
  readonly #bases: string[] = [];

  constructor(answers: readonly Answered[], written: string) {
    this.#written = written;
    const revisions = new Set<number>();
    const look = (value: unknown): void => {
      if (Array.isArray(value)) return value.forEach(look);
      if (!isMembers(value)) return;
      if (typeof value.uid === 'string' && isRevision(value.resourceVersion))
        revisions.add(Number(value.resourceVersion));
      const { name, generateName } = value;
      if (typeof name === 'string' && typeof generateName === 'string' && name.startsWith(generateName))
        this.#drawn.set(name, `${name.slice(0, -LONGEST_DRAWN)}{drawn}`);
      Object.values(value).forEach(look);
    };
    look(answers);
    for (const [, base = ''] of written.matchAll(/"generateName":"([^"]+)"/g)) this.#bases.push(base);
    this.#revisions = [...revisions].sort((a, b) => a - b);
  }

  value(value: unknown, name: string): unknown {
    if (typeof value === 'string') return this.#text(value, name);
    if (Array.isArray(value)) {
      const items = value.map((item) => this.value(item, name));
      if (name === 'managedFields') return items.sort(byManager);
      // Faults of a Status, and resources of a discovery document: a real server keeps them in maps.
      return name === 'causes' || name === 'resources' ? items.sort(byText) : items;
    }
    if (!isMembers(value)) return value;
    const result: Record<string, unknown> = {};
    for (const member of Object.keys(value).sort()) {
      result[this.#text(member, '')] =
        member === 'resourceVersion' && isRevision(value[member])
          ? this.#revision(String(value[member]), typeof value.uid === 'string')
          : this.value(value[member], member);
    }
    if (isMembers(result.details) && typeof result.message === 'string')
      result.message = sortedFaults(result.message, result.details.causes);
    return result;
  }

  #revision(text: string, ofObject: boolean): string {
    if (this.#written.includes(`"${text}"`)) return text;
    const revision = Number(text);
    if (ofObject) return `{rv ${this.#revisions.indexOf(revision) + 1}}`;
    return `{rv ${this.#revisions.filter((one) => one <= revision).length}+}`;
  }

  #text(text: string, name: string): string {
    if (name === 'continue' && text !== '') return '{continue}';
    if (name === 'cells' && AGE.test(text)) return '{age}';
    let result = text;
    for (const [drawn, word] of this.#drawn) result = result.replaceAll(drawn, word);
    for (const base of this.#bases)
      result = result.replaceAll(
        new RegExp(`(${base})[bcdfghjklmnpqrstvwxz2456789]{5}\\b`, 'g'),
        '$1{drawn}',
      );
    for (const [pattern, word] of REVISION_TEXTS) result = result.replace(pattern, word);
    result = result.replaceAll(UID, (uid) => (this.#written.includes(uid) ? uid : `{uid ${this.#uid(uid)}}`));
    result = result.replaceAll(MICRO_TIME, (time) => (this.#written.includes(time) ? time : '{microtime}'));
    return result.replaceAll(TIME, (time) => (this.#written.includes(time) ? time : '{time}'));
  }

  #uid(uid: string): number {
    const known = this.#uids.get(uid) ?? this.#uids.size + 1;
    this.#uids.set(uid, known);
    return known;
  }
}

function isRevision(value: unknown): boolean {
  return typeof value === 'string' && /^[1-9]\d*$/.test(value);
}

function byManager(a: unknown, b: unknown): number {
  const left = JSON.stringify(sortKey(a));
  const right = JSON.stringify(sortKey(b));
  return left < right ? -1 : Number(left > right);
}

function byText(a: unknown, b: unknown): number {
  const left = JSON.stringify(a);
  const right = JSON.stringify(b);
  return left < right ? -1 : Number(left > right);
}

/** Of a refusal with several faults: the beginning, and the faults in the order of its causes. */
function sortedFaults(message: string, causes: unknown): string {
  const head = /^(.* is invalid: )\[/s.exec(message)?.[1];
  if (head === undefined || !Array.isArray(causes)) return message;
  const faults = causes.map((cause) => (isMembers(cause) ? `${cause.field}: ${cause.message}` : ''));
  return `${head}[${[...new Set(faults)].join(', ')}]`;
}

function sortKey(entry: unknown): unknown[] {
  return isMembers(entry) ? [entry.operation, entry.manager, entry.subresource, entry.apiVersion] : [];
}
