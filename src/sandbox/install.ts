// Brings a cluster, embedded or real, to where a controller can start: CRDs applied and established, its namespace there.
// Server-side apply, so that doing it again changes nothing.
import { sleep } from '../model/clock.ts';
import { isRecord, memberAt } from '../model/json.ts';
import type { Clock, KubeRequest, KubeTransport } from '../model/ports.ts';

const FIELD_MANAGER = 'vpcraft-sandbox';
/** Milliseconds between two looks at whether a CRD is established, and until giving up; a real server takes about a second. */
const POLL_MS = 100;
const GIVE_UP_MS = 30_000;
const FIRST_ERROR = 400;

export type InstallOptions = {
  kube: KubeTransport;
  clock: Clock;
  /** Parsed CustomResourceDefinitions. */
  crds: readonly unknown[];
  namespace: string;
};

/** @throws Error in one line, naming what could not be installed and what the API server said. */
export async function install({ kube, clock, crds, namespace }: InstallOptions): Promise<void> {
  await apply(kube, '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  const collection = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  for (const crd of crds) await apply(kube, collection, crd);
  for (const crd of crds) await established(kube, clock, `${collection}/${nameOf(crd)}`);
}

function nameOf(object: unknown): string {
  const name = memberAt(object, 'metadata.name');
  if (typeof name !== 'string') throw new Error('an object without metadata.name cannot be installed');
  return name;
}

async function ask(kube: KubeTransport, request: KubeRequest): Promise<unknown> {
  const { status, body } = await kube.request(request);
  if (status < FIRST_ERROR) return body;
  const message = memberAt(body, 'message');
  const said = typeof message === 'string' ? message : 'without a message';
  throw new Error(`${request.method} ${request.path}: the Kubernetes API answered ${status} ${said}`);
}

async function apply(kube: KubeTransport, collection: string, object: unknown): Promise<void> {
  await ask(kube, {
    method: 'PATCH',
    path: `${collection}/${nameOf(object)}`,
    query: { fieldManager: FIELD_MANAGER, force: 'true' },
    contentType: 'application/apply-patch+yaml',
    body: object,
  });
}

async function established(kube: KubeTransport, clock: Clock, path: string): Promise<void> {
  const deadline = clock.monotonic() + GIVE_UP_MS;
  for (;;) {
    const conditions = memberAt(await ask(kube, { method: 'GET', path }), 'status.conditions');
    const all = Array.isArray(conditions) ? conditions.filter(isRecord) : [];
    if (all.some(({ type, status }) => type === 'Established' && status === 'True')) return;
    if (clock.monotonic() > deadline)
      throw new Error(`${path} is not established after ${GIVE_UP_MS / 1000} s`);
    await sleep(clock, POLL_MS);
  }
}
