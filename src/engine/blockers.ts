// What stands in the way of a thing's deletion, asked of its kind: for people who wait for it to go or to move, and to tell a
// duplicate that is in use from one that is empty. Its questions are remembered under no name that wakes anybody.
import type { Blocker, View } from '../model/kind.ts';
import { present } from './prepare.ts';
import type { Pass } from './pass.ts';
import { recordedID } from './things.ts';

/** Ids of the parts to look at, by name of the part. */
type Identity = (part: string) => string | undefined;

/** What AWS shows to be in the way of the object's own things. @throws Fault when a read failed. */
export async function blockersOf(pass: Pass): Promise<readonly Blocker[]> {
  const own: Identity = (part) => recordedID(pass.record, part);
  return (await asked(pass, own, (observed, view) => named(pass, observed, view))) ?? [];
}

/** The same in words; undefined: AWS does not show it, or the kind cannot tell. @throws Fault when a read failed. */
export async function inTheWay(pass: Pass): Promise<string | undefined> {
  if (pass.kind.blockers === undefined) return undefined;
  return namedBlockers(await blockersOf(pass));
}

/** undefined: there are none. */
export function namedBlockers(blockers: readonly Blocker[]): string | undefined {
  if (blockers.length === 0) return undefined;
  return blockers
    .map((one) => `${one.type} ${one.id} (${one.owner})`)
    .sort()
    .join(', ');
}

/**
 * Whether anything depends on another thing of the same part: something has to be undone first, or stands in the way. A
 * kind that cannot name what stands in the way cannot say that nothing does. @throws Fault when a read failed.
 */
export async function isInUse(pass: Pass, part: string, id: string): Promise<boolean> {
  if (pass.kind.blockers === undefined) return true;
  const own: Identity = (name) => (name === part ? id : undefined);
  const answer = await asked(pass, own, (observed, view) => {
    const input = present(pass, pass.spec, 'absent');
    if (pass.kind.plan(input, observed).is !== 'settled') return true;
    const uses = pass.kind.usedBy?.(input, observed, view) ?? [];
    return uses.length > 0 || named(pass, observed, view).length > 0;
  });
  return answer ?? true;
}

/** Whether another thing of the same part is unlike what the object declares in what can never be changed. @throws Fault */
export async function isForeignMade(pass: Pass, part: string, id: string): Promise<boolean> {
  const own: Identity = (name) => (name === part ? id : undefined);
  const answer = await asked(pass, own, (_, view) => {
    const input = present(pass, pass.spec);
    return pass.kind.plan(input, pass.kind.observe(input, view)).is === 'refuse';
  });
  return answer ?? true;
}

function named(pass: Pass, observed: unknown, view: View): readonly Blocker[] {
  return pass.kind.blockers?.(present(pass, pass.spec, 'absent'), observed, view) ?? [];
}

async function asked<A>(
  pass: Pass,
  own: Identity,
  answer: (observed: unknown, view: View) => A,
): Promise<A | undefined> {
  const { reader, clock } = pass.deps;
  const key = blockersKey(pass.key);
  const input = present(pass, pass.spec, 'absent');
  const observation = await reader.observe(
    {
      key,
      scope: (role) => pass.scope(role),
      own: (part) => {
        const id = own(part);
        return id === undefined ? { is: 'none' } : { is: 'id', id, proof: 'oneMiss' };
      },
      since: clock.monotonic(),
    },
    (view) => answer(pass.kind.observe(input, view), view),
  );
  reader.forget(key);
  return observation.is === 'seen' ? observation.value : undefined;
}

export function blockersKey(key: string): string {
  return `${key}#blockers`;
}
