// Looks, slowly, for owned things in AWS that should not be there. It lists AWS first and the cluster second, so that a
// thing made in between is never taken for garbage, and ignores what it has not seen for a while. It looks in every place
// where objects may live, also where none does any more; its calls ask only for what carries our tag.
//
//   an owned thing                                          what is done
//   -----------------------------------------------------------------------------------------------------------------
//   its object exists and has recorded it, or has none yet  nothing
//   its object exists and has recorded another one          the object is told; it decides (duplicates.ts)
//   its object does not exist                               it is reported, never removed
import { type Fault, faultOf } from '../model/fault.ts';
import type { ObjectKey, Table, Tags } from '../model/kind.ts';
import { tagKeys } from '../model/names.ts';
import { type KubeObject, partsOfKey } from '../model/object.ts';
import type { Cancel } from '../model/ports.ts';
import type { Scope } from '../model/scope.ts';
import type { Suspect } from './duplicates.ts';
import type { Deps } from './pass.ts';
import { accessOf } from './placement.ts';
import { recordOf } from './record.ts';
import { ACCOUNT_KIND, accountOf } from './tenancy.ts';

type Owned = { id: string; resource: ObjectKey; scope: Scope; table: string };

export class GarbageSweep {
  readonly #deps: Deps;
  readonly #suspect: (key: ObjectKey, suspect: Suspect) => void;
  /** Monotonic ms at which a thing was seen first, as long as every sweep sees it again. */
  #firstSeen = new Map<string, number>();
  readonly #reported = new Set<string>();
  #cancel: Cancel = () => {};
  #isStopped = false;

  /** `suspect`: tells an object of a thing that looks like a duplicate of its own. */
  constructor(deps: Deps, suspect: (key: ObjectKey, suspect: Suspect) => void) {
    this.#deps = deps;
    this.#suspect = suspect;
  }

  start(): void {
    const { clock, settings } = this.#deps;
    this.#isStopped = false;
    this.#cancel = clock.after(settings.garbageSeconds * 1000, () => void this.#run());
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  async #run(): Promise<void> {
    try {
      if (this.#deps.store.hasSynced()) await this.#sweep();
    } catch (error) {
      this.#deps.log.error({ err: error }, 'the garbage sweep failed by a defect');
    }
    if (!this.#isStopped) this.start();
  }

  async #sweep(): Promise<void> {
    const scopes = await scopesOf(this.#deps);
    const owned: Owned[] = [];
    for (const scope of scopes) owned.push(...(await this.#ownedIn(scope)));
    if (this.#isStopped) return;
    const garbage = this.#counter();
    const duplicates = this.#counter();
    for (const thing of this.#ofAge(owned)) {
      const { kind } = partsOfKey(thing.resource);
      const object = this.#deps.store.get(thing.resource);
      if (object === undefined) {
        garbage.set(kind, (garbage.get(kind) ?? 0) + 1);
        this.#report(thing);
      } else if (this.#isBesideAnother(object, thing)) {
        duplicates.set(kind, (duplicates.get(kind) ?? 0) + 1);
      }
    }
    for (const [kind, count] of garbage) this.#deps.metrics.set('vpcraft_garbage_found', count, { kind });
    for (const [kind, count] of duplicates)
      this.#deps.metrics.set('vpcraft_duplicates_found', count, { kind });
  }

  #counter(): Map<string, number> {
    return new Map([...this.#deps.kinds.keys()].map((kind) => [kind, 0]));
  }

  /** What is ours in a scope; where it cannot be read, the rest is not tried: the cure lies outside. */
  async #ownedIn(scope: Scope): Promise<readonly Owned[]> {
    const found: Owned[] = [];
    try {
      for (const table of tablesOf(this.#deps)) {
        const rows = await this.#deps.reader.owned(scope, table, this.#deps.settings.clusterID);
        found.push(...rows.flatMap((row) => ownedBy(table, row, scope)));
        if (this.#isStopped) return [];
      }
    } catch (error) {
      this.#warn(scope, error);
    }
    return found;
  }

  #warn({ account, region }: Scope, error: unknown): void {
    const fault: Fault | undefined = faultOf(error);
    if (fault === undefined) throw error;
    const { operation, code, message } = fault.details;
    this.#deps.log.warn({ account, region, operation, code, detail: message }, 'a garbage sweep failed');
  }

  /** Seen in this and every sweep since a while, so that nothing young is meant. */
  #ofAge(owned: readonly Owned[]): readonly Owned[] {
    const { clock, settings } = this.#deps;
    const nowMs = clock.monotonic();
    this.#firstSeen = new Map(owned.map((one) => [nameOf(one), this.#firstSeen.get(nameOf(one)) ?? nowMs]));
    return owned.filter(
      (one) => nowMs - (this.#firstSeen.get(nameOf(one)) ?? nowMs) >= settings.garbageYoungSeconds * 1000,
    );
  }

  #report(thing: Owned): void {
    if (this.#reported.has(nameOf(thing))) return;
    this.#reported.add(nameOf(thing));
    const { kind } = partsOfKey(thing.resource);
    const { region, account } = thing.scope;
    this.#deps.log.warn(
      { kind, key: thing.resource, awsId: thing.id, region, account },
      'an owned thing in AWS has no object any more',
    );
  }

  /** Whether the object has recorded another thing of that table; then it is told, once the thing is older than every window. */
  #isBesideAnother(object: KubeObject, thing: Owned): boolean {
    const { clock, settings } = this.#deps;
    const part = this.#deps.kinds.get(object.kind)?.parts.find((one) => one.table.name === thing.table);
    const { ids, former } = recordOf(object).record;
    const known = [...Object.values(ids), ...former.map((one) => one.id)];
    if (part === undefined || ids[part.name] === undefined || known.includes(thing.id)) return false;
    const ageMs = clock.monotonic() - (this.#firstSeen.get(nameOf(thing)) ?? clock.monotonic());
    const windowSeconds = settings.otherProcessSeconds + settings.settlingBoundSeconds;
    if (ageMs >= windowSeconds * 1000) this.#suspect(thing.resource, { part: part.name, id: thing.id });
    return true;
  }
}

function nameOf({ scope, id }: Owned): string {
  return `${scope.account}/${scope.region}/${id}`;
}

function ownedBy(table: Table<unknown>, row: unknown, scope: Scope): readonly Owned[] {
  const tags: Tags = table.tagsOf?.(row) ?? {};
  const resource = tags[tagKeys.resource];
  return resource === undefined ? [] : [{ id: table.idOf(row), resource, scope, table: table.name }];
}

/** Tables of everything that can be owned. */
function tablesOf({ kinds }: Deps): readonly Table<unknown>[] {
  const tables = [...kinds.values()].flatMap((kind) =>
    kind.parts.map((part) => part.table as Table<unknown>),
  );
  return [...new Map(tables.map((table) => [table.name, table])).values()];
}

/** Where objects live or may live: their own places, every AWSAccount's regions, the own credentials' default region. */
export async function scopesOf(deps: Deps): Promise<readonly Scope[]> {
  const { kinds, store, facts, settings, accounts } = deps;
  const placed = [...kinds.keys()].flatMap((kind) =>
    store.list(kind).flatMap((object) => {
      const scope = facts.of(`${kind}/${object.metadata.namespace ?? ''}/${object.metadata.name}`)?.scope;
      return scope === undefined ? [] : [scope];
    }),
  );
  const found = new Map<string, Scope>();
  // Two ways to one account see the same things: the one that is used already is good enough.
  const note = (scope: Scope) => {
    const place = `${scope.account}/${scope.region}`;
    if (!found.has(place)) found.set(place, scope);
  };
  for (const scope of placed) note(scope);
  const own = settings.defaultRegion === undefined ? [] : [accessOf(undefined, settings.defaultRegion)];
  const declared = store
    .list(ACCOUNT_KIND)
    .filter((object) => object.metadata.deletionTimestamp === undefined)
    .map(accountOf)
    .flatMap((account) => {
      const region = account.defaultRegion ?? settings.defaultRegion;
      const regions = account.allowedRegions ?? (region === undefined ? [] : [region]);
      return regions.map((one) => accessOf(account, one));
    });
  for (const access of [...declared, ...own]) {
    try {
      const account = await accounts.identify(access);
      note({ via: access.via, account, region: access.region, service: 'ec2' });
    } catch (error) {
      if (faultOf(error) === undefined) throw error;
      deps.log.debug({ region: access.region, detail: String(error) }, 'an account cannot be used');
    }
  }
  return [...found.values()];
}
