// Somebody else's thing is where ours should be: which one that is, and what its people or ours can do about it.
import type { Fault } from '../model/fault.ts';
import type { Tags, View } from '../model/kind.ts';
import { tagKeys } from '../model/names.ts';
import { type Outcome, refused } from './outcome.ts';
import type { Pass } from './pass.ts';
import { present } from './prepare.ts';
import type { SomePart } from './things.ts';

/** `fault`: AWS's refusal to make `part`. @throws Fault when what is there could not be read. */
export async function conflictWith(pass: Pass, part: SomePart, fault: Fault): Promise<Outcome> {
  const { clash } = part.create;
  const others = clash === undefined ? [] : await clashing(pass, part);
  const who = others.length === 0 ? 'the existing one' : others.map(named).join(', ');
  const cure = clash === undefined ? '' : `${clash.cure}, or `;
  const said = fault.details.message.replace(/\.$/, '');
  const message = `${said}; in the way: ${who}, without this object's owner tags: ${cure}adopt it (spec.adopt)`;
  return refused('Conflict', message, clash === undefined ? undefined : `spec.${clash.field}`);
}

type Other = { id: string; tags: Tags };

function named({ id, tags }: Other): string {
  const owner = tags[tagKeys.resource] ?? tags[tagKeys.name];
  return owner === undefined ? id : `${id} (${owner})`;
}

/** The question is forgotten at once: nobody waits for its answer to change. */
async function clashing(pass: Pass, part: SomePart): Promise<readonly Other[]> {
  const { clash } = part.create;
  const input = present(pass, pass.spec);
  const under = clash?.key(input);
  if (clash === undefined || under === undefined) return [];
  const key = `${pass.key}#clash`;
  const look = (view: View): readonly Other[] =>
    view
      .by(part.role, part.table, clash.index, under)
      .filter((row: unknown) => clash.is(row, input))
      .map((row: unknown) => ({ id: part.table.idOf(row), tags: part.table.tagsOf?.(row) ?? {} }));
  const { reader } = pass.deps;
  const observation = await reader.observe(
    {
      key,
      scope: (role) => pass.scope(role),
      own: () => ({ is: 'none' }),
      since: Number.NEGATIVE_INFINITY,
    },
    look,
  );
  reader.forget(key);
  return observation.is === 'seen' ? observation.value.toSorted((a, b) => (a.id < b.id ? -1 : 1)) : [];
}
