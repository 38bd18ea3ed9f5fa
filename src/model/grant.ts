// NetworkGrant: what objects of another namespace may do with objects of this one. It stands in the namespace that gives,
// names namespaces by name, and is looked at in every pass, so that taking it away is withdrawal.
// After the model of https://gateway-api.sigs.k8s.io/api-types/referencegrant/
import type { Static } from 'typebox';
import type { Column } from './kind.ts';
import { enumOf, list, objectOf, optional, text } from './schema.ts';
import { commonStatusFields } from './spec-fields.ts';

const ENTRIES_MAX = 64;
const kindName = (description: string) =>
  text(description, { min: 1, max: 63, pattern: '^[A-Z][A-Za-z0-9]*$' });

const spec = objectOf(
  {
    from: list(
      objectOf(
        {
          namespace: text('Namespace of the objects that may refer here.', { min: 1, max: 63 }),
          kinds: optional(
            list(kindName('Kind of these objects, such as Subnet.'), 'Their kinds. Left out: all.', {
              min: 1,
              max: ENTRIES_MAX,
            }),
          ),
        },
        'Objects of one namespace.',
      ),
      'Who may refer to what stands in this namespace.',
      { min: 1, max: ENTRIES_MAX },
    ),
    to: list(
      objectOf(
        {
          kind: kindName('Kind of what may be referred to, such as VPC.'),
          name: optional(
            text('Its name. Left out: every object of that kind in this namespace.', { min: 1, max: 253 }),
          ),
        },
        'What may be referred to.',
      ),
      'What they may refer to.',
      { min: 1, max: ENTRIES_MAX },
    ),
    verbs: list(
      enumOf(
        ['use', 'change', 'accept'],
        'use: refer to it. change: make something in it, attach to it, contribute to it. accept: a peering towards it is accepted without asking. change and accept include use.',
      ),
      'What they may do with it.',
      { min: 1, max: 3 },
    ),
  },
  'What other namespaces may do with the objects of this one.',
);

const status = objectOf({ conditions: commonStatusFields.conditions }, 'Whether the grant is in force.');

/**
 * A grant is in force as soon as it is there, and nobody reports on it: so the API server itself fills in that it is Ready,
 * for those who wait for that condition of everything (`kubectl wait vpcraft --all`).
 */
const inForce = {
  conditions: [
    {
      type: 'Ready',
      status: 'True',
      reason: 'Available',
      message: 'A grant is in force as soon as it is there.',
      // A default is the same for all: when each was made stands in metadata.creationTimestamp.
      lastTransitionTime: '1970-01-01T00:00:00Z',
    },
  ],
};

export type GrantSpec = Static<typeof spec>;

const columns: readonly Column[] = [
  {
    name: 'From',
    jsonPath: '.spec.from[*].namespace',
    type: 'string',
    priority: 0,
    description: 'Namespaces that may refer here.',
  },
  {
    name: 'To',
    jsonPath: '.spec.to[*].kind',
    type: 'string',
    priority: 0,
    description: 'Kinds that may be referred to.',
  },
  { name: 'Verbs', jsonPath: '.spec.verbs[*]', type: 'string', priority: 0, description: 'What is allowed.' },
];

export const grant = {
  names: {
    kind: 'NetworkGrant',
    plural: 'networkgrants',
    singular: 'networkgrant',
    shortName: 'netgrant',
    columns,
  },
  about: 'Lets objects of other namespaces refer to objects of this one.',
  schema: { spec, status, statusDefault: inForce, rules: [] },
};
