// What a network ACL plans. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html
import { describe } from 'vitest';
import { listed, notUsable, planTable, usable } from '../../../test/support/plan-table.ts';
import { subnets } from '../../tables/subnets.ts';
import { networkACL } from './network-acl.ts';
import { vpc, https, raw, acl, own } from './fake-acl.ts';

const link = { NetworkAclAssociationId: 'aclassoc-1', NetworkAclId: 'acl-1', SubnetId: 'subnet-1' };
const inUse = { Associations: [link] };
const at = (RuleNumber: number, more: object = {}) => ({ ...raw, RuleNumber, ...more });

describe('a network ACL', () => {
  planTable(networkACL, [
    {
      name: 'is made, and its entries announced; a new one interrupts nobody',
      spec: { ...vpc, ingress: [https, { ...https, ruleNumber: 200, action: 'Deny' }] },
      expect: {
        calls: ['CreateNetworkAcl vpcRef null → vpc-1'],
        inputs: [{ VpcId: 'vpc-1' }],
        later: [
          'ingress[100] null → allow tcp/443-443 10.0.0.0/8',
          'ingress[200] null → deny tcp/443-443 10.0.0.0/8',
        ],
      },
    },
    {
      name: 'is not made when EC2 would refuse an entry',
      spec: { ...vpc, egress: [{ ...https, cidrBlock: '10.0.0.0/33' }] },
      expect: { refuses: 'InvalidSpec', field: 'egress[100]', says: /not a network/ },
    },
    { name: 'that is gone needs nothing', spec: vpc, want: 'absent', expect: {} },
    {
      name: 'needs nothing before it is deleted: its subnets are let go by their own objects',
      spec: { ...vpc, ingress: [https] },
      want: 'absent',
      own,
      rows: [acl([raw], inUse)],
      expect: {},
    },
    {
      name: 'that is the default one is not deleted',
      spec: vpc,
      want: 'absent',
      own,
      rows: [acl([], { IsDefault: true })],
      expect: { waits: 'DeletionBlocked', says: /default network ACL of vpc-1.*Retain/ },
    },
    {
      name: 'is settled when its entries are there, and never looks at the denials of AWS',
      spec: { ...vpc, ingress: [https] },
      own,
      rows: [acl([raw])],
      expect: {
        status: { vpcID: 'vpc-1', isDefault: false, subnetIDs: [], ingressEntries: 1, egressEntries: 0 },
      },
    },
    {
      name: 'shows the subnets that have it',
      spec: vpc,
      own,
      rows: [acl([], { Associations: [{ ...link, SubnetId: 'subnet-2' }, link] })],
      expect: {
        status: {
          vpcID: 'vpc-1',
          isDefault: false,
          subnetIDs: ['subnet-1', 'subnet-2'],
          ingressEntries: 0,
          egressEntries: 0,
        },
      },
    },
    {
      name: 'gets a missing entry',
      spec: { ...vpc, ingress: [https] },
      own,
      rows: [acl()],
      expect: {
        calls: ['CreateNetworkAclEntry ingress[100] null → allow tcp/443-443 10.0.0.0/8'],
        inputs: [{ NetworkAclId: 'acl-1', ...raw }],
      },
    },
    {
      name: 'has entries of the same number in both directions',
      spec: { ...vpc, ingress: [https], egress: [https] },
      own,
      rows: [acl([raw])],
      expect: { calls: ['CreateNetworkAclEntry egress[100] null → allow tcp/443-443 10.0.0.0/8'] },
    },
    {
      name: 'replaces an entry in place',
      spec: { ...vpc, ingress: [{ ...https, fromPort: 8000, toPort: 9000 }] },
      own,
      rows: [acl([raw], inUse)],
      expect: {
        calls: [
          'ReplaceNetworkAclEntry ingress[100] allow tcp/443-443 10.0.0.0/8 → allow tcp/8000-9000 10.0.0.0/8 (Interrupts)',
        ],
        inputs: [{ NetworkAclId: 'acl-1', ...raw, PortRange: { From: 8000, To: 9000 } }],
      },
    },
    {
      name: 'replaces an entry that another hand turned into its opposite',
      spec: { ...vpc, ingress: [https] },
      own,
      rows: [acl([{ ...raw, RuleAction: 'deny' }])],
      expect: {
        calls: [
          'ReplaceNetworkAclEntry ingress[100] deny tcp/443-443 10.0.0.0/8 → allow tcp/443-443 10.0.0.0/8',
        ],
      },
    },
    {
      name: 'removes an entry that is not declared',
      spec: vpc,
      own,
      rows: [acl([raw], inUse)],
      expect: {
        calls: ['DeleteNetworkAclEntry ingress[100] allow tcp/443-443 10.0.0.0/8 → null (Interrupts)'],
        inputs: [{ NetworkAclId: 'acl-1', RuleNumber: 100, Egress: false }],
      },
    },
    {
      name: 'removes a denial without interrupting anybody',
      spec: vpc,
      own,
      rows: [acl([{ ...raw, RuleAction: 'deny' }], inUse)],
      expect: { calls: ['DeleteNetworkAclEntry ingress[100] deny tcp/443-443 10.0.0.0/8 → null'] },
    },
    {
      name: 'makes new entries from the lowest number up, then replaces, then removes from the highest down',
      spec: {
        ...vpc,
        ingress: [
          { ...https, ruleNumber: 30 },
          { ...https, ruleNumber: 20, action: 'Deny' },
          { ...https, protocol: 'udp' },
        ],
      },
      own,
      rows: [acl([raw, at(110), at(120, { RuleAction: 'deny' })], inUse)],
      expect: {
        calls: [
          'CreateNetworkAclEntry ingress[20] null → deny tcp/443-443 10.0.0.0/8 (Interrupts)',
          'CreateNetworkAclEntry ingress[30] null → allow tcp/443-443 10.0.0.0/8',
          'ReplaceNetworkAclEntry ingress[100] allow tcp/443-443 10.0.0.0/8 → allow udp/443-443 10.0.0.0/8 (Interrupts)',
          'DeleteNetworkAclEntry ingress[120] deny tcp/443-443 10.0.0.0/8 → null',
          'DeleteNetworkAclEntry ingress[110] allow tcp/443-443 10.0.0.0/8 → null (Interrupts)',
        ],
      },
    },
    {
      name: 'removes first what does not fit beside the new entries',
      spec: {
        ...vpc,
        ingress: Array.from({ length: 2 }, (_, number) => ({ ...https, ruleNumber: number + 1 })),
      },
      own,
      rows: [acl(Array.from({ length: 40 }, (_, number) => at(number + 2)))],
      expect: {
        calls: [
          'DeleteNetworkAclEntry ingress[41] allow tcp/443-443 10.0.0.0/8 → null',
          'CreateNetworkAclEntry ingress[1] null → allow tcp/443-443 10.0.0.0/8',
          ...Array.from(
            { length: 38 },
            (_, number) =>
              `DeleteNetworkAclEntry ingress[${40 - number}] allow tcp/443-443 10.0.0.0/8 → null`,
          ),
        ],
      },
    },
    {
      name: 'that is adopted keeps the entries of a direction that is left out',
      spec: { egress: [https] },
      adopted: true,
      own,
      rows: [acl([raw])],
      expect: { calls: ['CreateNetworkAclEntry egress[100] null → allow tcp/443-443 10.0.0.0/8'] },
    },
    {
      name: 'loses the entries of a direction that was declared before',
      spec: vpc,
      adopted: true,
      ours: ['ingress[100]'],
      wasSet: ['ingress'],
      own,
      rows: [acl([raw])],
      expect: { calls: ['DeleteNetworkAclEntry ingress[100] allow tcp/443-443 10.0.0.0/8 → null'] },
    },
    {
      name: 'cannot move to another VPC',
      spec: { vpcRef: usable('vpc-2') },
      own,
      rows: [acl()],
      expect: { refuses: 'ImmutableField', field: 'vpcRef', says: /belongs to vpc-1 and cannot move/ },
    },
    {
      name: 'stays as it is while its VPC cannot be used',
      spec: { vpcRef: notUsable('vpc-1') },
      own,
      rows: [acl()],
      expect: {},
    },
    {
      name: 'names the subnets that keep it from being deleted',
      spec: vpc,
      own,
      rows: [
        acl([], { Associations: [link, { ...link, SubnetId: 'subnet-2' }] }),
        listed(subnets, { SubnetId: 'subnet-1', Tags: [{ Key: 'Name', Value: 'web' }] }),
      ],
      expect: {
        blockers: ['subnet subnet-1 web', 'subnet subnet-2 made outside of this controller'],
      },
    },
  ]);
});
