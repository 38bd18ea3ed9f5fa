// Which lists of built-in kinds are keyed, and by what, in CRD notation: strategic merge patch and server-side apply
// need nothing else of their schemas. From the x-kubernetes-patch-merge-key and list-type extensions of
// https://github.com/kubernetes/kubernetes/blob/master/api/openapi-spec/swagger.json; what is left out is atomic.
import type { Obj } from './json.ts';

const ANY: Obj = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

function map(properties: Record<string, Obj>): Obj {
  return { ...ANY, properties };
}

function keyed(keys: readonly string[], item: Obj = ANY): Obj {
  return { type: 'array', items: item, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': keys };
}

const ATOMIC: Obj = { ...ANY, 'x-kubernetes-map-type': 'atomic' };
const SET: Obj = { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' };
const TEXTS: Obj = { type: 'object', additionalProperties: { type: 'string' } };

/** ObjectMeta, for every kind. */
export const METADATA_SHAPE: Obj = map({
  labels: TEXTS,
  annotations: TEXTS,
  finalizers: SET,
  ownerReferences: keyed(['uid'], { ...ANY, 'x-kubernetes-map-type': 'atomic' }),
});

const CONTAINER = map({
  env: keyed(['name']),
  ports: keyed(['containerPort', 'protocol']),
  volumeMounts: keyed(['mountPath']),
});
const POD_SPEC = map({
  containers: keyed(['name'], CONTAINER),
  initContainers: keyed(['name'], CONTAINER),
  volumes: keyed(['name']),
  imagePullSecrets: keyed(['name']),
  topologySpreadConstraints: keyed(['topologyKey', 'whenUnsatisfiable']),
});
const CONDITIONS = map({ conditions: keyed(['type']) });

const SHAPES: Readonly<Record<string, Record<string, Obj>>> = {
  Namespace: { spec: map({ finalizers: SET }), status: CONDITIONS },
  Secret: { data: TEXTS, stringData: TEXTS },
  ConfigMap: { data: TEXTS, binaryData: TEXTS },
  ServiceAccount: { secrets: keyed(['name']), imagePullSecrets: keyed(['name']) },
  Service: {
    spec: map({
      ports: keyed(['port', 'protocol']),
      selector: { ...TEXTS, 'x-kubernetes-map-type': 'atomic' },
    }),
  },
  Pod: { spec: POD_SPEC, status: CONDITIONS },
  Deployment: {
    spec: map({ template: map({ metadata: METADATA_SHAPE, spec: POD_SPEC }) }),
    status: CONDITIONS,
  },
  CustomResourceDefinition: { status: CONDITIONS },
  ValidatingAdmissionPolicy: {
    spec: map({ variables: keyed(['name']), matchConditions: keyed(['name']), matchConstraints: ATOMIC }),
    status: CONDITIONS,
  },
  ValidatingAdmissionPolicyBinding: { spec: map({ validationActions: SET, matchResources: ATOMIC }) },
  ClusterRole: { aggregationRule: { ...ANY } },
  Event: { involvedObject: ATOMIC, related: ATOMIC, regarding: ATOMIC },
  RoleBinding: { roleRef: ATOMIC },
  ClusterRoleBinding: { roleRef: ATOMIC },
};

export function shapeOf(kind: string): Obj {
  return map({ metadata: METADATA_SHAPE, ...SHAPES[kind] });
}
