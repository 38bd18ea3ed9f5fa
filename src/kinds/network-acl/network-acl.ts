// A network ACL with its entries. Which subnets have it is declared on the subnets, because each has exactly one.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
import {
  type Action,
  type Blocker,
  defineKind,
  type Input,
  type Part,
  type Plan,
  planOf,
  type View,
} from '../../model/kind.ts';
import { type NetworkAclRow, networkAcls } from '../../tables/network-acls.ts';
import { subnets } from '../../tables/subnets.ts';
import { vpcs } from '../../tables/vpcs.ts';
import { blockerOf } from '../blockers.ts';
import { changesOf, create, creation, idAt, refuse, waitFor } from '../planning.ts';
import { column, defaultReference, parentReference, wideColumn } from '../facts.ts';
import { directions, planEntries, wantedEntries } from './entries.ts';
import { type EntrySpec, networkACLSchema, type NetworkACLSpec } from './network-acl.schema.ts';

export type NetworkACLObserved = { acl: NetworkAclRow | undefined };

const main: Part<NetworkAclRow> = {
  name: 'main',
  role: 'home',
  table: networkAcls,
  ownedBy: { tagType: 'network-acl' },
  create: {
    operation: 'CreateNetworkAcl',
    once: 'token',
    mayReturnExisting: false,
    idPath: 'NetworkAcl.NetworkAclId',
  },
  destroy: {
    operation: 'DeleteNetworkAcl',
    input: (id) => ({ NetworkAclId: id }),
    goneCodes: ['InvalidNetworkAclID.NotFound'],
  },
  // EC2 makes every ACL so that it denies everything, and takes entries one by one: a subnet that gets a new or half-edited
  // ACL loses its traffic. Its row cannot say whether it is complete, because only the declaration knows which entries
  // there should be. So no subnet is given the ACL before the plan for its present declaration has nothing left to do;
  // subnets that have it already keep it, and see edits in the order of entries.ts.
  // https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html
  usableWhen: 'settled',
  arnResource: (id) => `network-acl/${id}`,
};

export const networkACL = defineKind({
  names: {
    kind: 'NetworkACL',
    plural: 'networkacls',
    singular: 'networkacl',
    shortName: 'nacl',
    columns: [
      column('VPC', '.status.vpcID', 'Id of the VPC.'),
      wideColumn('Default', '.status.isDefault', 'Whether it is the ACL of the subnets that name none.'),
      wideColumn('In', '.status.ingressEntries', 'Entries for incoming traffic.', 'integer'),
      wideColumn('Out', '.status.egressEntries', 'Entries for outgoing traffic.', 'integer'),
    ],
  },
  about: 'A firewall around subnets: what may enter and leave them, packet by packet.',
  schema: networkACLSchema,
  defaults: { ingress: [], egress: [] },
  resets: { ingress: [], egress: [] },
  immutable: ['vpcRef', 'vpcID'],
  references: [parentReference('vpcRef', 'VPC'), defaultReference('VPC')],
  parts: [main],
  // https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html
  madeByAWS: {
    field: 'defaultOf',
    what: 'the default network ACL of the VPC',
    table: networkAcls,
    index: 'vpc-id',
    key: (input) => idAt(input, 'adopt.defaultOf'),
    is: (row: NetworkAclRow) => row.isDefault,
    of: vpcs,
  },
  writes: [
    'CreateNetworkAcl',
    'DeleteNetworkAcl',
    'CreateNetworkAclEntry',
    'ReplaceNetworkAclEntry',
    'DeleteNetworkAclEntry',
    'CreateTags',
    'DeleteTags',
  ],
  faults: {},
  observe: (_, view: View): NetworkACLObserved => ({ acl: view.own(main) }),
  plan,
  project: ({ acl }: NetworkACLObserved) => (acl === undefined ? {} : statusOf(acl)),
  blockers,
});

function plan(input: Input<NetworkACLSpec>, { acl }: NetworkACLObserved): Plan {
  if (input.want === 'absent') return planAbsent(acl);
  return acl === undefined ? planCreate(input) : planChanges(input, acl);
}

// The default ACL goes with its VPC only. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkAcl.html
function planAbsent(acl: NetworkAclRow | undefined): Plan {
  if (acl?.isDefault !== true) return planOf([]);
  return waitFor(
    `${acl.id} is the default network ACL of ${acl.vpcID}, which AWS deletes only together with the VPC: set deletionPolicy to Retain, or delete the VPC`,
    'DeletionBlocked',
  );
}

function planCreate(input: Input<NetworkACLSpec>): Plan {
  const vpcID = idAt(input, 'vpcRef');
  if (vpcID === undefined) return waitFor('The VPC has no id yet.', 'DependencyNotReady');
  const made = { id: 'new', ownerID: '', vpcID, isDefault: false, entries: [], associations: [], tags: {} };
  const next = planChanges(input, made);
  if (next.is === 'refuse') return next;
  const action = create(
    'CreateNetworkAcl',
    { VpcId: vpcID },
    creation({ vpcRef: vpcID }, 'the network ACL does not exist yet'),
  );
  return planOf([action], [], changesOf(next));
}

function planChanges(input: Input<NetworkACLSpec>, acl: NetworkAclRow): Plan {
  const vpcID = idAt(input, 'vpcRef');
  if (vpcID !== undefined && vpcID !== acl.vpcID) {
    return refuse(
      'vpcRef',
      `${acl.id} belongs to ${acl.vpcID} and cannot move to ${vpcID}: put the old VPC back, or delete this ACL and create a new one`,
      'ImmutableField',
    );
  }
  const actions: Action[] = [];
  for (const direction of directions) {
    if (input.spec[direction] === undefined) continue;
    const wanted = wantedEntries(
      direction,
      input.items<EntrySpec>(direction).map((item) => item.value),
    );
    if ('problem' in wanted) return wanted.problem;
    actions.push(...planEntries(acl, wanted.entries, direction));
  }
  return planOf(actions);
}

function statusOf(acl: NetworkAclRow) {
  const count = (direction: string) => acl.entries.filter((entry) => entry.direction === direction).length;
  return {
    vpcID: acl.vpcID,
    isDefault: acl.isDefault,
    subnetIDs: acl.associations.map((association) => association.subnetID).toSorted(),
    ingressEntries: count('ingress'),
    egressEntries: count('egress'),
  };
}

// The subnets that have it. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkAcl.html
function blockers(_: unknown, { acl }: NetworkACLObserved, view: View): readonly Blocker[] {
  return (acl?.associations ?? []).map(({ subnetID }) =>
    blockerOf('subnet', view.byID('home', subnets, subnetID) ?? { id: subnetID, tags: {} }),
  );
}
