// Which network ACL a subnet is given. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceNetworkAclAssociation.html
import { describe } from 'vitest';
import {
  listed,
  missing,
  notUsable,
  planTable,
  usable,
  withdrawn,
} from '../../../test/support/plan-table.ts';
import { networkAcls } from '../../tables/network-acls.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { subnets } from '../../tables/subnets.ts';
import { vpcs } from '../../tables/vpcs.ts';
import { subnet } from './subnet.ts';

const row = { SubnetId: 'subnet-1', VpcId: 'vpc-1', State: 'available', CidrBlock: '10.0.1.0/24' };
const of = { vpcRef: usable('vpc-1'), cidrBlock: '10.0.1.0/24' };
const link = (NetworkAclId: string, id = `aclassoc-${NetworkAclId}`) => ({
  NetworkAclAssociationId: id,
  NetworkAclId,
  SubnetId: 'subnet-1',
});
const main = { NetworkAclId: 'acl-main', VpcId: 'vpc-1', IsDefault: true };
const web = { NetworkAclId: 'acl-web', VpcId: 'vpc-1', IsDefault: false };
const data = { NetworkAclId: 'acl-data', VpcId: 'vpc-1', IsDefault: false };
const world = (...acls: readonly object[]) => ({
  own: 'subnet-1',
  rows: [listed(subnets, row), listed(routeTables), listed(networkAcls, ...acls)],
});
const byDefault = world({ ...main, Associations: [link('acl-main')] }, web);
const withWeb = world(main, { ...web, Associations: [link('acl-web')] }, data);

describe('the network ACL of a subnet', () => {
  planTable(subnet, [
    {
      name: 'is announced before the subnet is made',
      spec: { ...of, networkACLRef: usable('acl-web') },
      rows: [
        listed(vpcs, {
          VpcId: 'vpc-1',
          CidrBlockAssociationSet: [
            { CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' }, AssociationId: 'a' },
          ],
        }),
      ],
      expect: {
        calls: ['CreateSubnet vpcRef null → vpc-1', '… cidrBlock null → 10.0.1.0/24'],
        later: ['networkACLRef the default one of vpc-1 → acl-web (Interrupts)'],
      },
    },
    {
      name: 'is put in the place of the default one by one call',
      spec: { ...of, networkACLRef: usable('acl-web') },
      ...byDefault,
      expect: {
        calls: ['ReplaceNetworkAclAssociation networkACLRef acl-main → acl-web (Interrupts)'],
        inputs: [{ AssociationId: 'aclassoc-acl-main', NetworkAclId: 'acl-web' }],
      },
    },
    {
      name: 'is replaced by another through the association that is there now',
      spec: { ...of, networkACLRef: usable('acl-data') },
      ...withWeb,
      expect: {
        calls: ['ReplaceNetworkAclAssociation networkACLRef acl-web → acl-data (Interrupts)'],
        inputs: [{ AssociationId: 'aclassoc-acl-web', NetworkAclId: 'acl-data' }],
      },
    },
    {
      name: 'by its id is the same as by its object',
      spec: { ...of, networkACLID: 'acl-web' },
      ...byDefault,
      expect: { calls: ['ReplaceNetworkAclAssociation networkACLRef acl-main → acl-web (Interrupts)'] },
    },
    {
      name: 'stands in status once the subnet has it',
      spec: { ...of, networkACLRef: usable('acl-web') },
      ...withWeb,
      expect: {
        status: {
          vpcID: 'vpc-1',
          cidrBlock: '10.0.1.0/24',
          availabilityZone: '',
          availabilityZoneID: '',
          networkACLID: 'acl-web',
        },
      },
    },
    {
      name: 'is not given before all its entries are there: it would cut the traffic of the subnet',
      spec: { ...of, networkACLRef: notUsable('acl-web') },
      ...byDefault,
      expect: { held: ['networkACLRef DependencyNotReady'], says: /not usable yet/ },
    },
    {
      name: 'that is being edited stays with the subnet that has it',
      spec: { ...of, networkACLRef: notUsable('acl-web') },
      ...withWeb,
      expect: {},
    },
    {
      name: 'stays when its grant is gone, but is not given anew',
      spec: { ...of, networkACLRef: withdrawn('acl-data') },
      ...withWeb,
      expect: { held: ['networkACLRef ReferenceNotGranted'] },
    },
    {
      name: 'whose grant is gone stays with the subnet that has it',
      spec: { ...of, networkACLRef: withdrawn('acl-web') },
      ...withWeb,
      expect: {},
    },
    {
      name: 'that does not exist is reported',
      spec: { ...of, networkACLRef: missing('NetworkACL web') },
      ...byDefault,
      expect: { held: ['networkACLRef DependencyNotFound'] },
    },
    {
      name: 'that EC2 does not show is reported',
      spec: { ...of, networkACLID: 'acl-0' },
      ...byDefault,
      expect: { held: ['networkACLRef DependencyNotReady'], says: /acl-0 is not seen/ },
    },
    {
      name: 'of another VPC is reported: EC2 would refuse it',
      spec: { ...of, networkACLRef: usable('acl-far') },
      ...world({ ...main, Associations: [link('acl-main')] }, { NetworkAclId: 'acl-far', VpcId: 'vpc-2' }),
      expect: { held: ['networkACLRef InvalidSpec'], says: /acl-far belongs to vpc-2/ },
    },
    {
      name: 'that was never declared is left alone',
      spec: of,
      ...withWeb,
      expect: {},
    },
    {
      name: 'that is declared no more makes room for the default one',
      spec: of,
      wasSet: ['networkACLRef'],
      ...withWeb,
      expect: {
        calls: ['ReplaceNetworkAclAssociation networkACLRef acl-web → acl-main (Interrupts)'],
        inputs: [{ AssociationId: 'aclassoc-acl-web', NetworkAclId: 'acl-main' }],
      },
    },
    {
      name: 'that was declared by its id and is no more makes room for the default one',
      spec: of,
      wasSet: ['networkACLID'],
      ...withWeb,
      expect: { calls: ['ReplaceNetworkAclAssociation networkACLRef acl-web → acl-main (Interrupts)'] },
    },
    {
      name: 'that is declared no more on an adopted subnet is left alone',
      spec: {},
      adopted: true,
      wasSet: ['networkACLRef'],
      ...withWeb,
      expect: {},
    },
    {
      name: 'is the default one again already',
      spec: of,
      wasSet: ['networkACLRef'],
      ...byDefault,
      expect: {},
    },
    {
      name: 'declared no more, while EC2 shows the subnet at two: is not believed to be at the default one',
      spec: of,
      wasSet: ['networkACLRef'],
      ...world({ ...main, Associations: [link('acl-main')] }, { ...web, Associations: [link('acl-web')] }),
      expect: { waits: 'Updating', says: /at two network ACLs/ },
    },
    {
      name: 'waits for an association that EC2 does not show yet',
      spec: { ...of, networkACLRef: usable('acl-web') },
      ...world(main, web),
      expect: { waits: 'Pending', says: /which network ACL subnet-1 has/ },
    },
    {
      name: 'is believed to be the declared one where EC2 shows an old picture of another beside it',
      spec: { ...of, networkACLRef: usable('acl-web') },
      ...world({ ...main, Associations: [link('acl-main')] }, { ...web, Associations: [link('acl-web')] }),
      expect: {},
    },
    {
      name: 'needs nothing before the subnet is deleted: the association goes with it',
      spec: { ...of, networkACLRef: usable('acl-web') },
      want: 'absent',
      ...withWeb,
      expect: {},
    },
  ]);
});
