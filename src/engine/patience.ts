// How long a deletion that is held is no news: what is deleted in one go holds up each other for a while, in whatever order
// the requests come. The status says at once what is in the way; an event that alarms people comes only afterwards.
import type { Outcome } from './outcome.ts';
import type { Pass } from './pass.ts';

const patienceSeconds = {
  /** Chosen: twice what AWS needs for the slowest to go, some minutes for a NAT gateway or an endpoint. */
  'they leave too': 600,
  /** Chosen: a client deletes one object after another, hundreds of them in some seconds. */
  'they may be next': 15,
} as const;

type Blocked = Extract<Outcome, { is: 'blocked' }>;

export function patient(outcome: Blocked, why: keyof typeof patienceSeconds): Blocked {
  return { ...outcome, patienceSeconds: patienceSeconds[why] };
}

/** Seconds, not more than 0 where people are to be told now. Without a time of the request, now. */
export function patienceLeft({ object, deps }: Pass, outcome: Outcome): number {
  const since = Date.parse(object.metadata.deletionTimestamp ?? '');
  if (outcome.is !== 'blocked' || outcome.patienceSeconds === undefined || Number.isNaN(since)) return 0;
  return outcome.patienceSeconds - (deps.clock.now() - since) / 1000;
}
