// What other objects need to know of an object: its id, whether EC2 lets it be used, and where it is. Kept in memory and
// published at the end of each pass; filled from the recorded memory after a restart, so that nothing waits for what is
// known already.
import type { ObjectKey } from '../model/kind.ts';
import type { KubeObject } from '../model/object.ts';
import { sameJson } from '../model/json.ts';
import { annotations } from '../model/names.ts';
import type { Scope } from '../model/scope.ts';
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
  /** Who uses which id, to refuse a second owner: `account/region/id` → key. */
  readonly #byID = new Map<string, ObjectKey>();

  of(key: ObjectKey): Fact | undefined {
    return this.#byKey.get(key);
  }

  /** The object that has recorded this id, if any. */
  ownerOf(id: string): ObjectKey | undefined {
    return this.#byID.get(id);
  }

  /** Returns true when something changed for those who refer to it. */
  publish(key: ObjectKey, fact: Fact): boolean {
    const before = this.#byKey.get(key);
    if (before !== undefined && sameJson(before, fact)) return false;
    if (before?.id !== undefined && this.#byID.get(before.id) === key) this.#byID.delete(before.id);
    this.#byKey.set(key, fact);
    if (fact.id !== undefined && !this.#byID.has(fact.id)) this.#byID.set(fact.id, key);
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
      scope: scopeWritten(object),
    });
  }

  forget(key: ObjectKey): void {
    const before = this.#byKey.get(key);
    if (before?.id !== undefined && this.#byID.get(before.id) === key) this.#byID.delete(before.id);
    this.#byKey.delete(key);
  }
}

function scopeWritten(object: KubeObject): Scope | undefined {
  const [via, account, region] = object.metadata.annotations?.[annotations.placement]?.split('/') ?? [];
  if (via === undefined || account === undefined || region === undefined) return undefined;
  return { via, account, region, service: 'ec2' };
}
