// Priority and fairness of a real API server, set so tight that it refuses: a level with three seats and no queue, on which the
// controller meets another user's requests, and that user. Separate from what the controller must do about it.
// https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
import { Agent, request } from 'undici';
import { realClock, sleep } from '../../src/model/clock.ts';
import type { Cluster } from './cluster.ts';
import type { ControlPlane } from './control-plane.ts';

const LEVEL = 'tight';
/** Before all that Kubernetes brings but `exempt`, which is administrators'. */
const PRECEDENCE = 50;
/** Large enough that listing them takes the server some milliseconds, in which the seat is taken. */
const LOADS = 40;
const LOAD_BYTES = 20_000;
/** Requests that the other user has under way at once. */
const AT_ONCE = 16;
/** Milliseconds until a server that does not answer is asked again. */
const AWAY_MS = 50;
const REJECTED = 'apiserver_flowcontrol_rejected_requests_total';

type Account = { namespace: string; name: string };

const level = {
  apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
  kind: 'PriorityLevelConfiguration',
  metadata: { name: LEVEL },
  spec: {
    type: 'Limited',
    limited: {
      nominalConcurrencyShares: 1, // of 246 with those that Kubernetes brings: 3 of the server's 600 seats
      lendablePercent: 0,
      borrowingLimitPercent: 0,
      limitResponse: { type: 'Reject' },
    },
  },
};

const flow = (name: string, account: Account, rule: object, matchingPrecedence = PRECEDENCE) => ({
  apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
  kind: 'FlowSchema',
  metadata: { name },
  spec: {
    matchingPrecedence,
    priorityLevelConfiguration: { name: LEVEL },
    rules: [
      {
        subjects: [{ kind: 'ServiceAccount', serviceAccount: account }],
        resourceRules: [{ verbs: ['*'], namespaces: ['*'], clusterScope: true, ...rule }],
      },
    ],
  },
});

/** What the controller asks, but for its lease, for which Kubernetes has a level of its own by design, gets refused when busy. */
const CONTROLLER_ASKS = { apiGroups: ['vpcraft.dev', '', 'events.k8s.io'], resources: ['*'] };

/** `controller`: the name of a flow and who it is; `noise`: another, on the same level. */
export async function squeeze({ must }: Pick<Cluster, 'must'>, controller: Account, noise: Account) {
  const flows = [
    flow('controller', controller, CONTROLLER_ASKS),
    flow('noise', noise, { apiGroups: [''], resources: ['configmaps'] }),
  ];
  for (const object of [level, ...flows]) await must(['apply', '-f', '-'], JSON.stringify(object));
  const items = Array.from({ length: LOADS }, (_, at) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `load-${at}`, namespace: noise.namespace },
    data: { load: 'x'.repeat(LOAD_BYTES) },
  }));
  await must(
    ['apply', '--server-side', '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
  );
}

/** How many requests of a flow the server refused, as it counts them itself. */
export async function rejectedOf({ must }: Pick<Cluster, 'must'>, flowName: string): Promise<number> {
  const lines = (await must(['get', '--raw', '/metrics'])).split('\n');
  const own = lines.filter(
    (line) =>
      line.startsWith(`${REJECTED}{`) &&
      [`flow_schema="${flowName}"`, `priority_level="${LEVEL}"`, 'reason="concurrency-limit"'].every(
        (label) => line.includes(label),
      ),
  );
  return own.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

export type Noise = { stop(): Promise<void> };

/** The other user asks without a pause until it is stopped, and does not mind being refused. */
export function makeNoise(
  { url, ca }: Pick<ControlPlane, 'url' | 'ca'>,
  token: string,
  namespace: string,
): Noise {
  const agent = new Agent({ connect: { ca }, connections: AT_ONCE, allowH2: false });
  let over = false;
  const askOnce = async (): Promise<void> => {
    const { statusCode, body } = await request(`${url}/api/v1/namespaces/${namespace}/configmaps`, {
      dispatcher: agent,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    });
    await body.dump();
    // 401 and 403: a server that has just come back knows neither its accounts nor their roles for a moment.
    if (statusCode === 401 || statusCode === 403) await sleep(realClock, AWAY_MS);
  };
  const ask = async (): Promise<void> => {
    while (!over) {
      try {
        await askOnce();
      } catch (error) {
        // No answer: the server is away, and comes back.
        if (!(error instanceof Error && 'code' in error)) throw error;
        await sleep(realClock, AWAY_MS);
      }
      // The test's own work comes in between.
      await sleep(realClock, 0);
    }
  };
  const all = Promise.all(Array.from({ length: AT_ONCE }, ask));
  all.catch(() => {
    over = true;
  });
  return {
    async stop() {
      over = true;
      await all;
      await agent.close();
    },
  };
}
