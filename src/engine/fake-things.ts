// What AWS holds in this room's tests, and what each write does to it.
import { CLUSTER, fault } from './fake-objects.ts';
import type { NetRow } from './fake-kind.ts';
import { ownerTags } from './tags.ts';

export type Written = { operation: string; input: Readonly<Record<string, unknown>> };

export class FakeThings {
  readonly rows = new Map<string, NetRow>();
  /** State of what is made. */
  bornAs = 'available';
  #made = 0;

  /** A thing that carries the tags of `key` and `uid`, unless other tags are given. */
  thing(id: string, more: Partial<NetRow> & { key?: string; uid?: string } = {}): NetRow {
    const { key = 'Net/a/n', uid = 'uid-n', ...row } = more;
    const tags = ownerTags({ cluster: CLUSTER, resource: key, uid });
    const thing = { id, state: 'available', size: 1, links: [], users: [], tags, ...row };
    this.rows.set(id, thing);
    return thing;
  }

  apply(operation: string, input: Written['input']): Readonly<Record<string, unknown>> {
    if (operation === 'CreateVpc') return { Net: this.#make(input) };
    if (operation === 'DeleteVpc') this.#remove(String(input.VpcId));
    if (operation === 'CreateTags' || operation === 'DeleteTags') this.#tag(operation, input);
    if (operation === 'AssociateVpcCidrBlock')
      this.#change((row) => (row.id === input.VpcId ? { ...row, size: Number(input.CidrBlock) } : row));
    if (operation === 'DisassociateVpcCidrBlock')
      this.#change((row) => ({ ...row, links: row.links.filter((link) => link !== input.AssociationId) }));
    return {};
  }

  #make(input: Written['input']): NetRow {
    this.#made += 1;
    const specifications = input.TagSpecifications as
      | { Tags: { Key: string; Value: string }[] }[]
      | undefined;
    const tags = Object.fromEntries((specifications?.[0]?.Tags ?? []).map((tag) => [tag.Key, tag.Value]));
    return this.thing(`new-${this.#made}`, { tags, size: Number(input.CidrBlock), state: this.bornAs });
  }

  #remove(id: string): void {
    const users = this.rows.get(id)?.users ?? [];
    if (users.length > 0) throw fault('DependencyViolation', { disposition: 'waiting' });
    this.rows.delete(id);
  }

  #tag(operation: string, input: Written['input']): void {
    const ids = input.Resources as readonly string[];
    const tags = Object.fromEntries(
      (input.Tags as { Key: string; Value?: string }[]).map((tag) => [tag.Key, tag.Value ?? '']),
    );
    this.#change((row) => {
      if (!ids.includes(row.id)) return row;
      const kept = Object.entries(row.tags).filter(([key]) => !Object.hasOwn(tags, key));
      return { ...row, tags: { ...Object.fromEntries(kept), ...(operation === 'CreateTags' ? tags : {}) } };
    });
  }

  #change(change: (row: NetRow) => NetRow): void {
    for (const [id, row] of this.rows) this.rows.set(id, change(row));
  }
}
