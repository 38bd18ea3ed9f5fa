// What the sandbox itself offers over HTTP beside Kubernetes: switching faults, looking at the ledger.
//   GET /_sandbox/faults · POST /_sandbox/faults (a fault rule) · DELETE /_sandbox/faults[?id=N]
//   GET|DELETE /_sandbox/ledger · POST /_sandbox/compact · POST /_sandbox/cut-watches (a match)
import type { Cluster } from './cluster.ts';
import type { FaultMatch, FaultRule } from './faults.ts';
import type { Obj } from './json.ts';
import { isObject } from './json.ts';
import type { RawRequest } from './request.ts';
import { badRequest, methodNotAllowed, noSuchPath } from './status-errors.ts';

const EFFECTS = [
  'forbidden',
  'tooManyRequests',
  'internalError',
  'unavailable',
  'conflict',
  'gone',
  'dropBefore',
  'dropAfter',
  'delay',
  'watchStall',
  'watchCut',
];

export function sandboxAnswer(cluster: Cluster, request: RawRequest): Obj {
  const what = `${request.method} ${request.path.slice('/_sandbox/'.length)}`;
  switch (what) {
    case 'GET faults':
      return { faults: cluster.faults.list() };
    case 'POST faults':
      return { id: cluster.faults.add(ruleOf(request.body)) };
    case 'DELETE faults':
      if (request.query.id === undefined) cluster.faults.clear();
      else cluster.faults.remove(Number(request.query.id));
      return { faults: cluster.faults.list() };
    case 'GET ledger':
      return { requests: cluster.ledger };
    case 'DELETE ledger':
      cluster.clearLedger();
      return { requests: [] };
    case 'POST compact':
      cluster.compact();
      return { resourceVersion: String(cluster.resourceVersion) };
    case 'POST cut-watches':
      cluster.cutWatches(isObject(request.body) ? (request.body as FaultMatch) : undefined);
      return { openWatches: cluster.openWatches };
    default:
      throw request.path.endsWith('faults') ? methodNotAllowed() : noSuchPath();
  }
}

function ruleOf(body: unknown): FaultRule {
  const effect = isObject(body) ? body.effect : undefined;
  if (!isObject(body) || !isObject(effect) || !EFFECTS.includes(String(effect.type))) {
    throw badRequest(
      `a fault rule is {"match": {…}, "effect": {"type": one of ${EFFECTS.join(', ')}}, "times": number}`,
    );
  }
  if (effect.type === 'delay' && typeof effect.ms !== 'number')
    throw badRequest('effect.ms: give the delay in milliseconds');
  return body as unknown as FaultRule;
}
