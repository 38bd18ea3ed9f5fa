// The CustomResourceDefinition of one resource: names, columns, schema with the default of status that lets kstatus read
// an object rightly before the first pass. https://github.com/kubernetes-sigs/cli-utils/tree/master/pkg/kstatus
import type { Column } from '../model/kind.ts';
import { GROUP, VERSION } from '../model/object.ts';
import type { Resource } from './resource.ts';
import { checkRuleMembers, type Node } from './structural.ts';

const readyColumns: readonly Column[] = [
  {
    name: 'Ready',
    jsonPath: '.status.conditions[?(@.type=="Ready")].status',
    type: 'string',
    priority: 0,
    description: 'Whether it is as declared and in use.',
  },
  {
    name: 'Reason',
    jsonPath: '.status.conditions[?(@.type=="Ready")].reason',
    type: 'string',
    priority: 0,
    description: 'Why.',
  },
];
const idColumn: Column = {
  name: 'ID',
  jsonPath: '.status.id',
  type: 'string',
  priority: 0,
  description: 'Id in AWS.',
};
const ageColumn: Column = {
  name: 'Age',
  jsonPath: '.metadata.creationTimestamp',
  type: 'date',
  priority: 0,
  description: 'Time since the object was created.',
};

function columnsOf(resource: Resource): readonly Node[] {
  const common = [...readyColumns, ...(resource.hasID ? [idColumn] : [])];
  const taken = new Set([...common, ageColumn].map((column) => column.name));
  const own = resource.columns.filter((column) => !taken.has(column.name));
  return [...common, ...own, ageColumn].map(({ priority, ...column }) => ({
    ...column,
    ...(priority === 0 ? {} : { priority }),
  }));
}

function schemaOf(resource: Resource): Node {
  return {
    type: 'object',
    description: resource.about,
    required: ['spec'],
    properties: {
      apiVersion: {
        type: 'string',
        description: 'Version of the schema of this object: vpcraft.dev/v1alpha1.',
      },
      kind: { type: 'string', description: 'Kind of this object.' },
      metadata: { type: 'object' },
      spec: { description: 'What is declared.', ...resource.spec },
      status: {
        description: 'What is true, as last seen by the controller.',
        ...resource.status,
        default: resource.statusDefault,
      },
    },
  };
}

/** @throws Error when a rule names a field that the schema does not have. */
export function crdOf(resource: Resource): Node {
  const { plural, singular, kind, shortName } = resource;
  checkRuleMembers(resource.spec, `${kind}.spec`);
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${GROUP}`,
      labels: { 'app.kubernetes.io/name': 'vpcraft', 'app.kubernetes.io/part-of': 'vpcraft' },
    },
    spec: {
      group: GROUP,
      scope: resource.scope,
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular,
        ...(shortName === undefined ? {} : { shortNames: [shortName] }),
        categories: ['vpcraft'],
      },
      versions: [
        {
          name: VERSION,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: columnsOf(resource),
          schema: { openAPIV3Schema: schemaOf(resource) },
        },
      ],
    },
  };
}
