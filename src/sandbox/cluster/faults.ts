// Misbehaviour on demand: rules that make matching requests fail as a real server, or the network before it, fails.
// Chance comes from the cluster's Random, so a seed decides which requests are hit.
import type { Random } from '../../model/ports.ts';
import type { ApiError } from './status-errors.ts';
import { conflict, expired, failure, forbidden, internalError, tooManyRequests } from './status-errors.ts';

export type RequestInfo = {
  verb: string;
  group: string;
  resource: string;
  kind: string;
  subresource: string;
  namespace: string;
  name: string;
  path: string;
  user: string;
  userAgent: string;
};

/** What is left out matches everything. Strings match exactly; `userAgent` and `path` as a prefix. */
export type FaultMatch = {
  verbs?: readonly string[];
  group?: string;
  resource?: string;
  subresource?: string;
  namespace?: string;
  name?: string;
  user?: string;
  userAgent?: string;
  path?: string;
};

export type FaultEffect =
  | { type: 'forbidden' }
  | { type: 'tooManyRequests'; retryAfterSeconds?: number }
  | { type: 'internalError' }
  | { type: 'unavailable' }
  | { type: 'conflict' }
  /** 410: on a list as an answer; on a watch as an ERROR event, or as an answer when `asStatus`. */
  | { type: 'gone'; asStatus?: boolean }
  /** The connection breaks before the request is handled, or after it was. */
  | { type: 'dropBefore' }
  | { type: 'dropAfter' }
  | { type: 'delay'; ms: number }
  /** The watch stays open and silent from now on; open watches too. */
  | { type: 'watchStall' }
  /** Open watches that match break off once, now; new ones are not hit. */
  | { type: 'watchCut' };

export type FaultRule = {
  match?: FaultMatch;
  effect: FaultEffect;
  /** Requests to hit before the rule is used up; without limit when left out. */
  times?: number;
  /** Share of matching requests that are hit, 0 to 1; all when left out. */
  probability?: number;
};

type Held = FaultRule & { id: number; left: number };

export function matchesRequest(match: FaultMatch | undefined, info: RequestInfo): boolean {
  if (match === undefined) return true;
  if (match.verbs !== undefined && !match.verbs.includes(info.verb)) return false;
  for (const name of ['group', 'resource', 'subresource', 'namespace', 'name', 'user'] as const) {
    if (match[name] !== undefined && match[name] !== info[name]) return false;
  }
  return info.userAgent.startsWith(match.userAgent ?? '') && info.path.startsWith(match.path ?? '');
}

export class Faults {
  readonly #random: Random;
  readonly #onAdd: (rule: FaultRule) => void;
  #rules: Held[] = [];
  #nextId = 1;

  /** @param onAdd told of each new rule, for those that hit watches that are already open. */
  constructor(random: Random, onAdd: (rule: FaultRule) => void) {
    this.#random = random;
    this.#onAdd = onAdd;
  }

  /** Returns the rule's id. */
  add(rule: FaultRule): number {
    const id = this.#nextId++;
    if (rule.effect.type !== 'watchCut')
      this.#rules.push({ ...rule, id, left: rule.times ?? Number.POSITIVE_INFINITY });
    this.#onAdd(rule);
    return id;
  }

  remove(id: number): boolean {
    const before = this.#rules.length;
    this.#rules = this.#rules.filter((rule) => rule.id !== id);
    return this.#rules.length < before;
  }

  clear(): void {
    this.#rules = [];
  }

  list(): (FaultRule & { id: number })[] {
    return this.#rules.map(({ left: _, ...rule }) => rule);
  }

  /** The effects that hit this request; each counts as used. */
  take(info: RequestInfo): FaultEffect[] {
    if (this.#rules.length === 0) return [];
    const hit = this.#rules.filter((rule) => matchesRequest(rule.match, info) && this.#drawn(rule));
    for (const rule of hit) rule.left -= 1;
    if (hit.some((rule) => rule.left <= 0)) this.#rules = this.#rules.filter((rule) => rule.left > 0);
    return hit.map((rule) => rule.effect);
  }

  #drawn(rule: Held): boolean {
    return rule.probability === undefined || this.#random.next() < rule.probability;
  }
}

/** The answer that an effect makes of a request, for those that make one. */
export function answerOf(effect: FaultEffect, info: RequestInfo): ApiError | undefined {
  const named = { group: info.group, plural: info.resource, kind: info.kind };
  switch (effect.type) {
    case 'forbidden':
      return forbidden(named, info.name, forbiddenText(info));
    case 'tooManyRequests':
      return tooManyRequests(effect.retryAfterSeconds ?? 1);
    case 'internalError':
      return internalError('injected by a fault rule');
    case 'unavailable':
      return failure(503, 'ServiceUnavailable', 'the server is currently unable to handle the request');
    case 'conflict':
      return conflict(
        named,
        info.name,
        'the object has been modified; please apply your changes to the latest version and try again',
      );
    case 'gone':
      if (info.verb === 'watch' && effect.asStatus !== true) return undefined;
      return expired('The resourceVersion for the provided watch or list is too old.');
    default:
      return undefined;
  }
}

/** The wording of the RBAC authorizer's refusal. */
export function forbiddenText(info: RequestInfo): string {
  const subresource = info.subresource === '' ? '' : `/${info.subresource}`;
  const scope = info.namespace === '' ? 'at the cluster scope' : `in the namespace "${info.namespace}"`;
  return `User "${info.user}" cannot ${info.verb} resource "${info.resource}${subresource}" in API group "${info.group}" ${scope}`;
}
