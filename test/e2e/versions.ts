// Every version of every object of a simulated run, with what was true at that moment, and what a reader's verdict on it
// must not be. Separate from running the scenarios and from asking the readers.
import type { KubeObject } from '../../src/model/object.ts';
import { GROUP } from '../../src/model/object.ts';
import { idOfRow, places, tableNames } from '../sim/end-state.ts';
import type { World } from '../sim/world.ts';
import type { Verdict } from './judge.ts';

export type Version = {
  object: KubeObject;
  atMs: number;
  /** How often anybody but the controller had acted. */
  hands: number;
  /** Why it is not what it should be, by its own status of its own generation and by what AWS truly holds; undefined: it is. */
  unsettled: string | undefined;
};

/** Words of EC2 for "not done yet" and "not there", in every member that is a state. */
const UNSETTLED =
  /^(pending|creating|create-in-progress|modify-in-progress|restore-in-progress|initiating-request|provisioning|associating|attaching|detaching|disassociating|deleting|delete-in-progress|delete-complete|deleted|failed|create-failed|modify-failed|rejected|expired)$/i;

/** Collects from now on. Written only by the controller and by those who declare, so nothing else is in between. */
export function collect(world: World): Version[] {
  const versions: Version[] = [];
  world.cluster.onChange(({ group, object }) => {
    if (group !== GROUP) return;
    const version = structuredClone(object) as unknown as KubeObject;
    versions.push({
      object: version,
      atMs: world.clock.monotonic(),
      hands: world.hands,
      unsettled: saysUnsettled(version) ?? awsUnsettled(world, version),
    });
  });
  return versions;
}

type Said = { type: string; status: string; observedGeneration: number };

function saysUnsettled({ kind, metadata, status }: KubeObject): string | undefined {
  if (kind === 'NetworkGrant') return undefined;
  const conditions = (status?.conditions ?? []) as readonly Said[];
  const generation = metadata.generation ?? 0;
  if (status?.observedGeneration !== generation)
    return `it has seen generation ${String(status?.observedGeneration)} of ${generation}`;
  for (const type of ['Ready', 'Synced']) {
    const said = conditions.find((one) => one.type === type);
    if (said?.status !== 'True') return `${type} is ${said?.status ?? 'not there'}`;
    if (said.observedGeneration !== generation) return `${type} is of generation ${said.observedGeneration}`;
  }
  return undefined;
}

/** Asks the simulator's true state, not what a describe call shows. */
function awsUnsettled(world: World, { status }: KubeObject): string | undefined {
  if (typeof status?.id !== 'string') return undefined;
  // What is contributed to a list has its parent's id, and the item's after it.
  const [id = ''] = status.id.split('/');
  for (const { account, region } of places) {
    const tables = world.aws.region(account, region);
    for (const table of tableNames) {
      const rows = tables[table] as unknown as { filter(test: (row: object) => boolean): object[] };
      const [row] = rows.filter((one) => idOfRow(table, one as Readonly<Record<string, unknown>>) === id);
      if (row !== undefined) return stateOf(row);
    }
  }
  return `${id} is not in AWS`;
}

/** The first state in a row, its own before those of what is inside, that is not a settled one. */
function stateOf(row: object): string | undefined {
  for (const [member, value] of Object.entries(row)) {
    if (/(State|Status|Code)$/.test(member) && typeof value === 'string' && UNSETTLED.test(value))
      return `${member} is ${value}`;
    if (typeof value !== 'object' || value === null) continue;
    const inner = stateOf(value);
    if (inner !== undefined) return `${member}.${inner}`;
  }
  return undefined;
}

export type Judged = Version & { verdict: Verdict };
export type Wrong = { reader: 'kstatus' | 'Argo CD'; what: string; version: Judged };

/** A reader's words in ours. */
const MEANING: Readonly<Record<string, 'healthy' | 'failed' | 'going' | 'held' | 'leaving'>> = {
  Current: 'healthy',
  Failed: 'failed',
  InProgress: 'going',
  Terminating: 'leaving',
  Healthy: 'healthy',
  Degraded: 'failed',
  Progressing: 'going',
  Suspended: 'held',
};

/**
 * What is wrong about the verdicts on the versions of one object, oldest first:
 *   1 healthy, although its own status does not say Ready and Synced of this generation, or AWS does not hold it settled
 *   2 failed, although it came out of it with nobody but the controller acting: it was working towards the goal
 *   3 being deleted, and not shown as going away
 *   4 the last version is Ready, and not shown as healthy
 */
export function wrongOf(versions: readonly Judged[]): readonly Wrong[] {
  return (['kstatus', 'Argo CD'] as const).flatMap((reader) => {
    const means = ({ verdict }: Judged) => {
      const word = reader === 'kstatus' ? verdict.kstatus : verdict.argo;
      const meaning = MEANING[word];
      if (meaning === undefined) throw new Error(`${reader} says ${word}, which means nothing here`);
      return meaning;
    };
    const wrong: Wrong[] = [];
    for (const [at, version] of versions.entries()) {
      const meaning = means(version);
      const note = (what: string) => wrong.push({ reader, what, version });
      if (version.object.metadata.deletionTimestamp !== undefined) {
        if (meaning !== (reader === 'kstatus' ? 'leaving' : 'going'))
          note(`${meaning} although being deleted`);
        continue;
      }
      if (meaning === 'leaving') note('leaving although nobody deleted it');
      if (meaning === 'healthy' && version.unsettled !== undefined)
        note(`healthy although ${version.unsettled}`);
      const mended = versions
        .slice(at + 1)
        .find((later) => later.hands === version.hands && means(later) !== 'failed');
      if (meaning === 'failed' && mended !== undefined) note('failed although it mended by itself');
      if (at === versions.length - 1 && meaning !== 'healthy' && version.unsettled === undefined)
        note(`${meaning} at the end although it is Ready`);
    }
    return wrong;
  });
}
