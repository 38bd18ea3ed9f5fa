// In which order one list of entries becomes another. EC2 has no call that changes two entries at once, so every edit passes
// through mixtures of both lists. What both lists say of a packet must hold in every mixture; of a packet that they decide
// differently, a mixture can only say what one of them says. Such an order is looked for, first the one that is there without
// looking where no number changes its meaning:
//
//   1 missing entries are made, from the lowest number up     what is tried first is there first
//   2 changed entries are replaced in place, each in one call
//   3 entries that are too many go, from the highest number down
//
// Where there is none, the call that lets in the least goes first, then the one that cuts the least, and both are said to
// interrupt. https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
import { type AclEntryRow, entryKey, entryText } from '../../tables/network-acl-entries.ts';
import { match } from '../../model/match.ts';
import { decisionOn, type Packet, packetsOf } from './packets.ts';

/** before: what has the number now; after: what shall have it. harms: packets are decided as neither list says. */
export type Step = { before?: AclEntryRow; after?: AclEntryRow; harms: boolean };

/** Mixtures that are looked at before the least bad step is taken; chosen: some milliseconds with lists as long as EC2 takes. */
const LOOKS_MAX = 500;

/** @param most how many entries there can be at once */
export function inSafeOrder(
  observed: readonly AclEntryRow[],
  wanted: readonly AclEntryRow[],
  most: number,
): readonly Step[] {
  const steps = stepsBetween(observed, wanted);
  if (steps.length === 0) return [];
  const settled = packetsOf([...observed, ...wanted]).flatMap((packet) => {
    const decision = decisionOn(packet, observed);
    return decision === decisionOn(packet, wanted) ? [{ packet, decision }] : [];
  });
  const search: Search = { settled, most, looks: LOOKS_MAX, dead: new Set() };
  const order: Step[] = [];
  let mixture: Mixture = new Map(observed.map((entry) => [entry.ruleNumber, entry]));
  let left = steps;
  while (left.length > 0) {
    const safe = withoutHarm(search, mixture, left);
    if (safe !== undefined) return [...order, ...safe];
    const step = leastBad(search, mixture, left);
    order.push(step);
    mixture = afterStep(mixture, step);
    left = left.filter((one) => numberOf(one) !== numberOf(step));
  }
  return order;
}

function stepsBetween(observed: readonly AclEntryRow[], wanted: readonly AclEntryRow[]): readonly Step[] {
  const matched = match({
    desired: wanted,
    observed,
    keyOfDesired: entryKey,
    keyOfObserved: entryKey,
    same: (a, b) => entryText(a) === entryText(b),
  });
  const up = (a: Step, b: Step) => numberOf(a) - numberOf(b);
  return [
    ...matched.missing.map((after) => ({ after, harms: false })).sort(up),
    ...matched.changed
      .map(({ desired, observed: before }) => ({ before, after: desired, harms: false }))
      .sort(up),
    ...matched.extra.map((before) => ({ before, harms: false })).sort((a, b) => up(b, a)),
  ];
}

function numberOf({ before, after }: Step): number {
  return (after ?? before)?.ruleNumber ?? 0;
}

type Mixture = ReadonlyMap<number, AclEntryRow>;
/** settled: what both lists agree on. dead: what was left where no order was found. */
type Search = {
  settled: readonly { packet: Packet; decision: 'allow' | 'deny' }[];
  most: number;
  looks: number;
  dead: Set<string>;
};

function afterStep(mixture: Mixture, step: Step): Mixture {
  const next = new Map(mixture);
  if (step.after === undefined) next.delete(numberOf(step));
  else next.set(numberOf(step), step.after);
  return next;
}

/** An order of all that is left in which nothing is harmed; undefined: none was found. */
function withoutHarm(search: Search, mixture: Mixture, left: readonly Step[]): readonly Step[] | undefined {
  if (left.length === 0) return [];
  const name = left.map(numberOf).join();
  if (search.dead.has(name)) return undefined;
  for (const step of left) {
    const next = afterStep(mixture, step);
    if (!fits(search, mixture, next) || search.looks-- <= 0 || isHarmed(search, next)) continue;
    const rest = left.filter((one) => one !== step);
    const order = withoutHarm(search, next, rest);
    if (order !== undefined) return [step, ...order];
  }
  search.dead.add(name);
  return undefined;
}

/** EC2 counts what is there; of more than it takes something may go or change. */
function fits({ most }: Pick<Search, 'most'>, mixture: Mixture, next: Mixture): boolean {
  return next.size <= Math.max(most, mixture.size);
}

function isHarmed({ settled }: Search, mixture: Mixture): boolean {
  return settled.some(({ packet, decision }) => decisionOn(packet, mixture.values()) !== decision);
}

function leastBad(search: Search, mixture: Mixture, left: readonly Step[]): Step {
  const judged = left.map((step) => {
    const next = afterStep(mixture, step);
    const wrong = search.settled.filter(
      ({ packet, decision }) => decisionOn(packet, next.values()) !== decision,
    );
    const opened = wrong.filter(({ decision }) => decision === 'deny').length;
    const refused = fits(search, mixture, next) ? 0 : 1;
    return { step: { ...step, harms: wrong.length > 0 }, refused, opened, cut: wrong.length - opened };
  });
  const worse = (a: (typeof judged)[number], b: (typeof judged)[number]) =>
    a.refused - b.refused || a.opened - b.opened || a.cut - b.cut;
  return judged.reduce((best, one) => (worse(one, best) < 0 ? one : best)).step;
}
