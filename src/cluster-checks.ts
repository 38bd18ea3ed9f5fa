// What is looked at once, before the controller starts: whether the API server answers, whether the CRDs are there, and
// whether this cluster was run under another cluster id before (then everything in AWS would look like somebody else's).
import { isRecord, memberAt } from './model/json.ts';
import { API_VERSION } from './model/object.ts';
import type { KubeResponse, KubeTransport } from './model/ports.ts';
import { reasonOf, StartError } from './start-error.ts';

const OK = 200;
const CREATED = 201;
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const NOT_FOUND = 404;
const CONFLICT = 409;
/** ConfigMap that remembers the cluster id. */
const CONFIG_MAP = 'vpcraft';
/** Milliseconds; a person waits for this answer. */
const TIMEOUT_MS = 10_000;

type Ask = Parameters<KubeTransport['request']>[0];

async function ask(kube: KubeTransport, request: Ask): Promise<KubeResponse> {
  let answer: KubeResponse;
  try {
    answer = await kube.request({ timeoutMs: TIMEOUT_MS, ...request });
  } catch (error) {
    throw new StartError(
      `the Kubernetes API does not answer: ${reasonOf(error)}; check --kubeconfig and --context`,
      error,
    );
  }
  if (answer.status === UNAUTHORIZED) {
    throw new StartError(
      'the Kubernetes API does not accept the credentials; check --kubeconfig and --context',
    );
  }
  if (answer.status === FORBIDDEN) {
    throw new StartError(
      `the Kubernetes API denies ${request.method} ${request.path}; apply deploy/rbac.yaml, or use another identity`,
    );
  }
  return answer;
}

/** @throws StartError naming the CRDs that are missing. */
export async function checkCrds(kube: KubeTransport, plurals: readonly string[]): Promise<void> {
  const answer = await ask(kube, { method: 'GET', path: `/apis/${API_VERSION}` });
  const { status, body } = answer;
  if (status !== OK && status !== NOT_FOUND) throw unexpected(answer);
  const listed = isRecord(body) && Array.isArray(body.resources) ? body.resources : [];
  const served = new Set(status === OK ? listed.map((resource) => memberAt(resource, 'name')) : []);
  const missing = plurals.filter((plural) => !served.has(plural));
  if (missing.length === 0) return;
  const names = missing.map((plural) => `${plural}.vpcraft.dev`).join(', ');
  throw new StartError(`CRDs are missing: ${names}; install them: kubectl apply --server-side -f crds`);
}

/** The first process writes the id down, every later one must have the same. @throws StartError */
export async function checkClusterID(
  kube: KubeTransport,
  namespace: string,
  clusterID: string,
): Promise<void> {
  const maps = `/api/v1/namespaces/${namespace}/configmaps`;
  const found = await ask(kube, { method: 'GET', path: `${maps}/${CONFIG_MAP}` });
  if (found.status === OK) return compare(memberAt(found.body, 'data.clusterID'), namespace, clusterID);
  if (found.status !== NOT_FOUND) throw unexpected(found);
  const body = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: CONFIG_MAP, namespace },
    data: { clusterID },
  };
  const made = await ask(kube, { method: 'POST', path: maps, body });
  if (made.status === NOT_FOUND) {
    throw new StartError(
      `namespace ${namespace} does not exist; create it: kubectl create namespace ${namespace}, or choose --controller-namespace`,
    );
  }
  // Another replica was faster.
  if (made.status === CONFLICT) return await checkClusterID(kube, namespace, clusterID);
  if (made.status !== CREATED && made.status !== OK) throw unexpected(made);
}

function compare(remembered: unknown, namespace: string, clusterID: string): void {
  if (remembered === clusterID) return;
  throw new StartError(
    `--cluster-id is ${clusterID}, but this cluster was run as ${String(remembered)}: everything made in AWS carries that id. ` +
      `Use --cluster-id ${String(remembered)}, or delete the ConfigMap ${namespace}/${CONFIG_MAP} when nothing is left in AWS`,
  );
}

function unexpected({ status, body }: KubeResponse): StartError {
  const message = memberAt(body, 'message');
  return new StartError(
    `the Kubernetes API answered ${status}${typeof message === 'string' ? `: ${message}` : ''}`,
  );
}
