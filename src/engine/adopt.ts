// Which existing thing an object adopts: by id, by tags, or what AWS makes by itself. Found once and recorded; whether it
// consents is ownership.ts's question.
//
//   spec.adopt      found by                                      consent
//   ----------------------------------------------------------------------------------------------------------
//   id              the id                                        as the AWSAccount says
//   tags            exactly one living thing with these tags      as the AWSAccount says: where it asks for consent, those
//                   that consent come before others
//   a default       the kind's own fact about what AWS makes      none needed, where it is the region's default or
//                                                                 the default of something that is ours already
import { isRecord } from '../model/json.ts';
import type { MadeByAWS, Tags } from '../model/kind.ts';
import { tagKeys } from '../model/names.ts';
import type { View } from '../model/kind.ts';
import type { AnyInput } from './input.ts';
import { hasConsented } from './ownership.ts';
import { type Outcome, refused, waiting } from './outcome.ts';
import type { Pass } from './pass.ts';
import { present } from './prepare.ts';
import { stateOf } from './things.ts';

export type Adopted = { id: string } | { outcome: Outcome };

/** undefined: the object adopts nothing. @throws Fault when looking failed. */
export async function adoptedThing(pass: Pass): Promise<Adopted | undefined> {
  const { adopt } = pass.spec;
  if (!isRecord(adopt)) return undefined;
  if (typeof adopt.id === 'string' && adopt.id !== '') return { id: adopt.id };
  if (isRecord(adopt.tags)) return recorded(pass) ?? byTags(pass, adopt.tags as Tags);
  const made = pass.kind.madeByAWS;
  if (made === undefined || adopt[made.field] === undefined)
    return {
      outcome: refused('InvalidSpec', 'adopt names nothing: set exactly one of its fields', 'adopt'),
    };
  return byDefault(pass, made);
}

/** What was found once stays what it is, whatever is tagged alike later. */
function recorded(pass: Pass): Adopted | undefined {
  const id = pass.record.ids[pass.mainPart.name];
  return id === undefined ? undefined : { id };
}

async function byTags(pass: Pass, tags: Tags): Promise<Adopted> {
  const { table } = pass.mainPart;
  const since = pass.deps.clock.monotonic();
  const rows = await pass.deps.reader.tagged(pass.homeScope(), table, tags, since - 1e-3);
  const living = rows.filter((row: unknown) => stateOf(pass.mainPart, row) !== 'leaving');
  const willing = living.filter((row: unknown) => isWilling(pass, table.tagsOf?.(row) ?? {}));
  const ids = (willing.length === 0 ? living : willing).map((row: unknown) => table.idOf(row)).toSorted();
  const [id, ...more] = ids;
  const named = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  const where = `${named.join(', ')} in ${pass.homeScope().region}`;
  if (id === undefined)
    return {
      outcome: waiting('DependencyNotFound', `adopt.tags: nothing carries ${where}`, NOTHING_SECONDS),
    };
  if (more.length === 0) return { id };
  const message = `several things carry ${where}: ${ids.join(', ')}; name one by adopt.id, or tags that only one has`;
  return { outcome: refused('Conflict', message, 'adopt.tags') };
}

/** Otherwise whoever puts the same tags on a thing of his own could keep the object from the one that is meant for it. */
function isWilling(pass: Pass, tags: Tags): boolean {
  return pass.placement?.account?.adoption === 'Tagged' && hasConsented(pass, tags);
}

/** Seconds until tags are looked for again where nothing has them; chosen: somebody is about to set them. */
const NOTHING_SECONDS = 60;

type Default = { ids: readonly string[]; isOurs: boolean };

async function byDefault(pass: Pass, made: MadeByAWS): Promise<Adopted> {
  const input = present(pass, pass.spec);
  const observation = await pass.deps.reader.observe(
    {
      key: `${pass.key}#adopt`,
      scope: (role) => pass.scope(role),
      own: () => ({ is: 'none' }),
      since: Number.NEGATIVE_INFINITY,
    },
    (view) => defaultIn(pass, made, { input, view }),
  );
  if (observation.is === 'unproven')
    return { outcome: waiting('Pending', `Looks for ${made.what}.`, observation.retryMs / 1000) };
  pass.needsConsent = !observation.value.isOurs;
  const known = recorded(pass);
  if (known !== undefined) return known;
  const [id] = observation.value.ids;
  if (id !== undefined) return { id };
  const message = `adopt.${made.field}: ${made.what} does not exist in ${pass.homeScope().region}`;
  return { outcome: waiting('DependencyNotFound', message, NOTHING_SECONDS) };
}

/** The default of an object's thing is ours when that thing carries the owner tags of that very object. */
function defaultIn(pass: Pass, made: MadeByAWS, { input, view }: { input: AnyInput; view: View }): Default {
  const key = made.key(input);
  if (key === undefined) return { ids: [], isOurs: false };
  const rows = view.by('home', made.table, made.index, key).filter((row) => made.is(row, input));
  const ids = rows.map((row) => made.table.idOf(row)).toSorted();
  if (made.of === undefined) return { ids, isOurs: true };
  const parent = view.byID('home', made.of, key);
  const target = pass.resolved.find(({ occurrence }) => occurrence.path === `adopt.${made.field}`)?.target;
  const tags = parent === undefined ? {} : (made.of.tagsOf?.(parent) ?? {});
  const isOurs = tags[tagKeys.cluster] === pass.owner.cluster && tags[tagKeys.resource] === target;
  return { ids, isOurs };
}
