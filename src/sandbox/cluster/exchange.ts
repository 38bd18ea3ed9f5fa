// One request on its way: faults of the network and of the server around the one synchronous step in the middle.
// Both fronts go through here, so that a fault means the same over HTTP and in process.
import { sleep } from '../../model/clock.ts';
import { type Answer, errorAnswer } from './answer.ts';
import type { Cluster } from './cluster.ts';
import type { FaultEffect, RequestInfo } from './faults.ts';
import { answerOf } from './faults.ts';
import type { RawRequest } from './request.ts';
import { resourcePath } from './request.ts';
import { ApiError, expired } from './status-errors.ts';
import type { Watch, WatchSink } from './watch.ts';

/** No answer comes: the connection breaks. `handled` says whether the request took effect. */
export class Dropped extends Error {
  readonly handled: boolean;

  constructor(handled: boolean) {
    super('the connection was reset');
    this.name = 'Dropped';
    this.handled = handled;
  }
}

export type Exchanged = { answer: Answer; info: RequestInfo; effects: readonly FaultEffect[] };

/** @param user who asks, as authentication would say. */
export async function exchange(cluster: Cluster, request: RawRequest, user: string): Promise<Exchanged> {
  let info: RequestInfo | undefined;
  try {
    const path = resourcePath(request.path);
    info = cluster.info(request, path, user);
    const effects = cluster.faults.take(info);
    for (const effect of effects) if (effect.type === 'delay') await sleep(cluster.clock, effect.ms);
    if (effects.some((effect) => effect.type === 'dropBefore')) throw new Dropped(false);
    const answer = injected(cluster, effects, info) ?? cluster.handle(request, path, info);
    if (effects.some((effect) => effect.type === 'dropAfter')) throw new Dropped(true);
    return { answer, info, effects };
  } catch (error) {
    if (!(error instanceof ApiError) || info !== undefined) throw error;
    return { answer: errorAnswer(error), info: unnamedInfo(request, user), effects: [] };
  }
}

function injected(cluster: Cluster, effects: readonly FaultEffect[], info: RequestInfo): Answer | undefined {
  for (const effect of effects) {
    const error = answerOf(effect, info);
    if (error === undefined) continue;
    cluster.record(info, error.status.code);
    return errorAnswer(error);
  }
  return undefined;
}

function unnamedInfo(request: RawRequest, user: string): RequestInfo {
  return {
    verb: '',
    group: '',
    resource: '',
    kind: '',
    subresource: '',
    namespace: '',
    name: '',
    path: request.path,
    user,
    userAgent: request.headers['user-agent'] ?? '',
  };
}

/** Starts an answered watch on `sink`; a refusal found only now is a Status, as with any request. */
export function openWatch(
  cluster: Cluster,
  { answer, info, effects }: Exchanged,
  sink: WatchSink,
): Watch | ApiError {
  if (answer.kind !== 'watch') throw new Error('only the answer to a watch can be opened');
  try {
    const watch = answer.open(sink);
    cluster.follow(watch, info);
    watch.stalled = effects.some((effect) => effect.type === 'watchStall');
    if (effects.some((effect) => effect.type === 'gone'))
      watch.fail(expired('too old resource version').status);
    else watch.start();
    return watch;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}
