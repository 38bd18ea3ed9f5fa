// What must hold at every moment, over everything in the simulated AWS, tagged or not:
//   I1  never two living things of one object                     I2  at the end nothing without its object
//   I3  what is not ours stays as it was                          I6  observedGeneration never ahead of generation
//   I11 the spec is never written (world.ts)                      I12 finalizer and intent are durable before a thing exists
import { FINALIZER } from '../../src/model/names.ts';
import { recordOf } from '../../src/engine/record.ts';
import type { KubeObject } from '../../src/model/object.ts';
import { idOfRow, livingRows, ownerOf, places, tableNames } from './end-state.ts';
import type { Scenario } from './scenario.ts';
import { isReady, type World } from './world.ts';

export class Invariants {
  readonly #world: World;
  readonly #scenario: Scenario;
  readonly #seen = new Set<string>();
  readonly violations: string[] = [];
  #foreign: string | undefined;

  constructor(world: World, scenario: Scenario) {
    this.#world = world;
    this.#scenario = scenario;
    world.aws.onChange(() => this.#onAws());
    world.cluster.onChange(({ object, old }) =>
      this.#onKube(object as KubeObject, old as KubeObject | undefined),
    );
  }

  /** Everything that is not ours now must be the same at the end. */
  remember(): void {
    this.#foreign = this.#unowned();
  }

  allReady(): boolean {
    return this.#objects().every(isReady);
  }

  unready(): string {
    return this.#objects()
      .filter((object) => !isReady(object))
      .map(
        (object) =>
          `${object.kind}/${object.metadata.name} ${JSON.stringify(object.status?.conditions ?? [])}`,
      )
      .join('; ');
  }

  atEnd(): string[] {
    const leaks = this.#scenario.leaves === 'retained' ? [] : this.#leaks();
    const foreign =
      this.#foreign === undefined || this.#foreign === this.#unowned()
        ? []
        : [`I3 something that is not ours was changed: ${this.#foreign} → ${this.#unowned()}`];
    return [...leaks, ...foreign];
  }

  #objects(): readonly KubeObject[] {
    return this.#world.objects().filter((object) => object.kind !== 'NetworkGrant');
  }

  #note(violation: string): void {
    if (!this.violations.includes(violation)) this.violations.push(violation);
  }

  #onAws(): void {
    const owners = new Map<string, string[]>();
    for (const place of places) {
      for (const table of tableNames) {
        for (const row of livingRows(this.#world, place, table)) {
          const owner = ownerOf(row);
          const id = idOfRow(table, row);
          if (owner === undefined || [...this.#world.planted.values()].includes(id)) continue;
          const key = `${owner} ${table}`;
          const living = [...(owners.get(key) ?? []), id];
          if (this.#standing(owner, living).length > 1) this.#note(`I1 ${owner} has two things: ${table}`);
          owners.set(key, living);
          this.#bornRightly(owner, id);
        }
      }
    }
    const never = this.#scenario.always?.(this.#world);
    if (never !== undefined) this.#note(never);
  }

  /** Without those that are recorded as giving way to another: such a pair is wanted for a while. */
  #standing(owner: string, ids: readonly string[]): readonly string[] {
    if (ids.length < 2) return ids;
    const object = this.#world.get(owner);
    if (object === undefined) return ids;
    const { intent, former } = recordOf(object).record;
    return ids.filter((id) => id !== intent?.replaces && !former.some((one) => one.id === id));
  }

  #bornRightly(owner: string, id: string): void {
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    const object = this.#world.get(owner);
    if (object === undefined) return this.#note(`I12 ${owner} is not there although its thing was made`);
    if (!(object.metadata.finalizers ?? []).includes(FINALIZER))
      this.#note(`I12 ${owner} has no finalizer although its thing was made`);
    const { record } = recordOf(object);
    const adopt = object.spec?.adopt as { id?: string } | undefined;
    // By tags or as a default: whatever carries the object's key then was somebody's before.
    const adopting = adopt !== undefined && (adopt.id === undefined || adopt.id === id);
    if (!adopting && record.intent === undefined && !Object.values(record.ids).includes(id))
      this.#note(`I12 ${owner} has no intent although its thing was made`);
  }

  #onKube(object: KubeObject, old: KubeObject | undefined): void {
    if (!object.apiVersion.startsWith('vpcraft.dev/')) return;
    const observed = Number(object.status?.observedGeneration ?? -1);
    const before = Number(old?.status?.observedGeneration ?? -1);
    if (observed > (object.metadata.generation ?? 0))
      this.#note(
        `I6 ${object.kind}/${object.metadata.name} observed generation ${observed} before it was there`,
      );
    if (
      old !== undefined &&
      old.metadata.uid === object.metadata.uid &&
      observed < before &&
      observed !== -1
    ) {
      this.#note(`I6 ${object.kind}/${object.metadata.name} went back to generation ${observed}`);
    }
  }

  #leaks(): string[] {
    const leaks: string[] = [];
    for (const place of places) {
      for (const table of tableNames) {
        for (const row of livingRows(this.#world, place, table)) {
          const owner = ownerOf(row);
          if (owner !== undefined && this.#world.get(owner) === undefined)
            leaks.push(`I2 ${owner} is gone and ${table} is left`);
        }
      }
    }
    return leaks;
  }

  /** Everything of the bystander's network, tagged or not, and whatever else says that it is a bystander's. */
  #unowned(): string {
    const bystander = this.#world.bystander;
    const rows = places.flatMap((place) =>
      tableNames.flatMap((table) => livingRows(this.#world, place, table)),
    );
    return rows
      .filter((row) => row.VpcId === bystander)
      .map((row) => JSON.stringify(row))
      .sort()
      .join('\n');
  }
}
