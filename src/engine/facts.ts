// What other objects need to know of an object: its id, whether EC2 lets it be used, and where it is. Kept in memory and
// published at the end of each pass; filled from the recorded memory after a restart, so that nothing waits for what is
// known already.
import type { ObjectKey } from '../model/kind.ts';
import type { KubeObject } from '../model/object.ts';
import { sameJson } from '../model/json.ts';
import { Multimap } from '../model/multimap.ts';
import type { Scope } from '../model/scope.ts';
import { placeOf } from './placement.ts';
import { recordOf } from './record.ts';

export type Fact = {
  uid: string;
  id: string | undefined;
  usable: boolean;
  /** The generation that `usable` was said of, where a half-made thing does harm. */
  usableFor: number | undefined;
  scope: Scope | undefined;
};

export class Facts {
  readonly #byKey = new Map<ObjectKey, Fact>();
  /** Who uses which id, the first one first, to refuse a second owner. Ids are unique over all accounts and regions. */
  readonly #byID = new Multimap<string, ObjectKey>();
  /** One for all objects of a place. */
  readonly #scopes = new Map<string, Scope>();

  of(key: ObjectKey): Fact | undefined {
    return this.#byKey.get(key);
  }

  /** The objects that have recorded this id, the first one first. */
  havingID(id: string): readonly ObjectKey[] {
    return this.#byID.get(id);
  }

  /** Returns true when something changed for those who refer to it. */
  publish(key: ObjectKey, fact: Fact): boolean {
    const before = this.#byKey.get(key);
    if (before !== undefined && sameJson(before, fact)) return false;
    if (before?.id !== fact.id) {
      this.#release(key, before?.id);
      if (fact.id !== undefined) this.#byID.add(fact.id, key);
    }
    this.#byKey.set(key, fact);
    return true;
  }

  /** What the object itself remembers, where this process has not looked yet. */
  learn(key: ObjectKey, object: KubeObject): void {
    const known = this.#byKey.get(key);
    if (known !== undefined && known.uid === object.metadata.uid) return;
    const { record } = recordOf(object);
    this.publish(key, {
      uid: object.metadata.uid,
      id: record.ids.main,
      usable: record.usable,
      usableFor: record.usableFor,
      scope: this.#scopeWritten(object),
    });
  }

  forget(key: ObjectKey): void {
    this.#release(key, this.#byKey.get(key)?.id);
    this.#byKey.delete(key);
  }

  #release(key: ObjectKey, id: string | undefined): void {
    if (id !== undefined) this.#byID.delete(id, key);
  }

  #scopeWritten(object: KubeObject): Scope | undefined {
    const place = placeOf(object);
    if (place === undefined) return undefined;
    const known = this.#scopes.get(place);
    if (known !== undefined) return known;
    const [via, account, region] = place.split('/');
    if (via === undefined || account === undefined || region === undefined) return undefined;
    const scope: Scope = { via, account, region, service: 'ec2' };
    this.#scopes.set(place, scope);
    return scope;
  }
}
