// Rules whose peer is a prefix list (one of ours, one by its id, or AWS's own of a service), or an Elastic IP address.
// https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists-referencing.html
import { describe } from 'vitest';
import {
  listed,
  missing,
  notUsable,
  planTable,
  usable,
  withdrawn,
} from '../../../test/support/plan-table.ts';
import { addresses } from '../../tables/addresses.ts';
import { managedPrefixLists } from '../../tables/managed-prefix-lists.ts';
import { securityGroups } from '../../tables/security-groups.ts';
import { securityGroup } from './security-group.ts';

const vpcRef = usable('vpc-1');
const own = 'sg-1';
const https = (peer: object, more: object = {}) => ({
  protocol: 'tcp',
  fromPort: 443,
  peers: [peer],
  ...more,
});
const permission = (id: string, more: object = {}) => ({
  IpProtocol: 'tcp',
  FromPort: 443,
  ToPort: 443,
  PrefixListIds: [{ PrefixListId: id, ...more }],
});
const group = (...IpPermissions: object[]) =>
  listed(securityGroups, {
    GroupId: own,
    GroupName: 'example',
    Description: 'example',
    VpcId: 'vpc-1',
    IpPermissions,
  });
const s3 = (more: object = {}) => ({
  PrefixListId: 'pl-61a54008',
  PrefixListName: 'com.amazonaws.ap-northeast-1.s3',
  OwnerId: 'AWS',
  ...more,
});
const egress: never[] = [];

describe('a rule for a prefix list', () => {
  planTable(securityGroup, [
    {
      name: 'is made by the id of the list',
      spec: {
        vpcRef,
        egress,
        ingress: [https({ prefixListRef: usable('pl-1') }, { description: 'office' })],
      },
      own,
      rows: [group()],
      expect: {
        calls: ['AuthorizeSecurityGroupIngress ingress[tcp/443-443/pl-1] null → tcp/443-443/pl-1'],
        inputs: [{ GroupId: own, IpPermissions: [permission('pl-1', { Description: 'office' })] }],
      },
    },
    {
      name: 'is made for a raw id',
      spec: { vpcRef, egress, ingress: [https({ prefixListID: 'pl-2' })] },
      own,
      rows: [group()],
      expect: { calls: ['AuthorizeSecurityGroupIngress ingress[tcp/443-443/pl-2] null → tcp/443-443/pl-2'] },
    },
    {
      name: 'is settled where it is',
      spec: { vpcRef, egress, ingress: [https({ prefixListRef: usable('pl-1') })] },
      own,
      rows: [group(permission('pl-1'))],
      expect: {},
    },
    {
      name: 'goes when it is not declared',
      spec: { vpcRef, egress, ingress: [] },
      own,
      rows: [group(permission('pl-1'))],
      expect: {
        calls: ['RevokeSecurityGroupIngress ingress[tcp/443-443/pl-1] tcp/443-443/pl-1 → null (Interrupts)'],
      },
    },
    {
      name: 'is held while the list does not exist',
      spec: { vpcRef, egress, ingress: [https({ prefixListRef: missing('office') })] },
      own,
      rows: [group()],
      expect: { held: ['ingress[tcp/443-443/office] DependencyNotFound'] },
    },
    {
      name: 'is held while the list is being made',
      spec: { vpcRef, egress, ingress: [https({ prefixListRef: notUsable('pl-1') })] },
      own,
      rows: [group()],
      expect: { held: ['ingress[tcp/443-443/pl-1] DependencyNotReady'] },
    },
    {
      name: 'stays when the grant for the list is withdrawn',
      spec: { vpcRef, egress, ingress: [https({ prefixListRef: withdrawn('pl-1') })] },
      own,
      rows: [group(permission('pl-1'))],
      expect: {},
    },
  ]);
});

describe("a rule for AWS's own prefix list of a service", () => {
  planTable(securityGroup, [
    {
      name: 'is made by the id that the list has in the region',
      spec: { vpcRef, egress, ingress: [https({ awsService: 's3' })] },
      own,
      rows: [group(), listed(managedPrefixLists, s3())],
      expect: {
        calls: [
          'AuthorizeSecurityGroupIngress ingress[tcp/443-443/pl-61a54008] null → tcp/443-443/pl-61a54008',
        ],
        inputs: [{ GroupId: own, IpPermissions: [permission('pl-61a54008')] }],
      },
    },
    {
      name: 'is settled where it is',
      spec: { vpcRef, egress, ingress: [https({ awsService: 's3' })] },
      own,
      rows: [group(permission('pl-61a54008')), listed(managedPrefixLists, s3())],
      expect: {},
    },
    {
      name: 'is held while AWS shows no such list; the engine keeps what may be its rule',
      spec: { vpcRef, egress, ingress: [https({ awsService: 'dynamodb' })] },
      own,
      rows: [group(permission('pl-78a54011')), listed(managedPrefixLists, s3())],
      expect: {
        calls: [
          'RevokeSecurityGroupIngress ingress[tcp/443-443/pl-78a54011] tcp/443-443/pl-78a54011 → null (Interrupts)',
        ],
        held: ['ingress[tcp/443-443/dynamodb] DependencyNotFound'],
        says: /no prefix list of its own for dynamodb/,
      },
    },
    {
      name: "is never made for a customer's list of that name",
      spec: { vpcRef, egress, ingress: [https({ awsService: 's3' })] },
      own,
      rows: [group(), listed(managedPrefixLists, s3({ OwnerId: '111111111111' }))],
      expect: { held: ['ingress[tcp/443-443/s3] DependencyNotFound'] },
    },
    {
      name: 'is shown in the preview of a new group',
      spec: { vpcRef, egress, ingress: [https({ awsService: 's3' })] },
      rows: [listed(managedPrefixLists, s3())],
      expect: {
        calls: [
          'CreateSecurityGroup groupName null → example',
          '… description null → example',
          '… vpcRef null → vpc-1',
        ],
        later: [
          'ingress[tcp/443-443/pl-61a54008] null → tcp/443-443/pl-61a54008',
          'egress[all/0.0.0.0/0] all/0.0.0.0/0 → null (Interrupts)',
        ],
      },
    },
  ]);
});

describe('a rule for an Elastic IP address', () => {
  const gives = (...publicIPs: string[]) =>
    listed(addresses, ...publicIPs.map((PublicIp, i) => ({ AllocationId: `eipalloc-${i + 1}`, PublicIp })));
  const cidr = (CidrIp: string) => ({
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
    IpRanges: [{ CidrIp }],
  });
  const ingress = [https({ elasticIPRef: usable('eipalloc-1') })];
  planTable(securityGroup, [
    {
      name: 'is made for its one address',
      spec: { vpcRef, egress, ingress },
      own,
      rows: [group(), gives('203.0.113.7')],
      expect: {
        calls: [
          'AuthorizeSecurityGroupIngress ingress[tcp/443-443/203.0.113.7/32] null → tcp/443-443/203.0.113.7/32',
        ],
        inputs: [{ GroupId: own, IpPermissions: [cidr('203.0.113.7/32')] }],
      },
    },
    {
      name: 'is made for a raw id',
      spec: { vpcRef, egress, ingress: [https({ elasticIPID: 'eipalloc-1' })] },
      own,
      rows: [group(), gives('203.0.113.7')],
      expect: {
        calls: [
          'AuthorizeSecurityGroupIngress ingress[tcp/443-443/203.0.113.7/32] null → tcp/443-443/203.0.113.7/32',
        ],
      },
    },
    {
      name: 'is settled where it is',
      spec: { vpcRef, egress, ingress },
      own,
      rows: [group(cidr('203.0.113.7/32')), gives('203.0.113.7')],
      expect: {},
    },
    {
      name: 'is held while the address is not there; the engine keeps what may be its rule',
      spec: { vpcRef, egress, ingress: [https({ elasticIPRef: missing('nat') })] },
      own,
      rows: [group(cidr('203.0.113.7/32')), gives()],
      expect: {
        calls: [
          'RevokeSecurityGroupIngress ingress[tcp/443-443/203.0.113.7/32] tcp/443-443/203.0.113.7/32 → null (Interrupts)',
        ],
        held: ['ingress[tcp/443-443/nat] DependencyNotFound'],
      },
    },
    {
      name: 'is held when AWS does not show the address here, saying what to write instead',
      spec: { vpcRef, egress, ingress },
      own,
      rows: [group(), gives()],
      expect: {
        held: ['ingress[tcp/443-443/eipalloc-1] DependencyNotReady'],
        says: /does not show the address eipalloc-1 in this account and region.*\/32 in cidrBlock/,
      },
    },
    {
      name: 'stays when the grant for the address is withdrawn',
      spec: { vpcRef, egress, ingress: [https({ elasticIPRef: withdrawn('eipalloc-1') })] },
      own,
      rows: [group(cidr('203.0.113.7/32')), gives('203.0.113.7')],
      expect: {},
    },
  ]);
});
