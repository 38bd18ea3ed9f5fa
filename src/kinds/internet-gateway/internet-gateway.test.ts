// What an internet gateway plans. https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
import type { InternetGateway } from '@aws-sdk/client-ec2';
import { describe } from 'vitest';
import { listed, notUsable, planTable, usable, withdrawn } from '../../../test/support/plan-table.ts';
import { internetGateways } from '../../tables/internet-gateways.ts';
import { networkInterfaces } from '../../tables/network-interfaces.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { internetGateway } from './internet-gateway.ts';
import { own, detached, attached, edgeTable, seen, vpcRef } from './fake-gateway.ts';

/** In another VPC. */
const other: InternetGateway = {
  InternetGatewayId: 'igw-2',
  Attachments: [{ VpcId: 'vpc-2', State: 'available' as 'attached' }],
};
const leaving: InternetGateway = { ...detached, Attachments: [{ VpcId: 'vpc-1', State: 'detaching' }] };
const gone: InternetGateway = { ...detached, Attachments: [{ VpcId: 'vpc-1', State: 'detached' }] };

describe('an internet gateway', () => {
  planTable(internetGateway, [
    {
      name: 'absent and wanted: is made; the preview shows all that follows',
      spec: { vpcRef, routeTableRef: usable('rtb-1') },
      expect: {
        calls: ['CreateInternetGateway id null → new internet gateway'],
        inputs: [{}],
        later: ['vpcRef null → vpc-1', 'routeTableRef null → rtb-1 (Interrupts)'],
        status: {},
      },
    },
    {
      name: 'absent and wanted without a VPC: is made and stays alone',
      spec: {},
      expect: { calls: ['CreateInternetGateway id null → new internet gateway'] },
    },
    { name: 'absent and not wanted: nothing', spec: { vpcRef }, want: 'absent', expect: {} },
    {
      name: 'present and wanted as it is: nothing',
      spec: { vpcRef },
      own,
      rows: seen(attached),
      expect: { status: { vpcID: 'vpc-1' } },
    },
    {
      name: 'present and not wanted: is detached first, because EC2 deletes no attached gateway',
      spec: { vpcRef },
      want: 'absent',
      own,
      rows: seen(attached),
      expect: {
        calls: ['DetachInternetGateway vpcRef vpc-1 → null (Interrupts)'],
        inputs: [{ InternetGatewayId: own, VpcId: 'vpc-1' }],
      },
    },
    {
      name: 'present and not wanted with a route table: that goes before the attachment it hangs on',
      spec: { vpcRef },
      want: 'absent',
      own,
      rows: seen(attached, edgeTable('rtb-1')),
      expect: {
        calls: [
          'DisassociateRouteTable routeTableRef rtb-1 → null (Interrupts)',
          'DetachInternetGateway vpcRef vpc-1 → null (Interrupts)',
        ],
        inputs: [{ AssociationId: 'rtbassoc-1' }, { InternetGatewayId: own, VpcId: 'vpc-1' }],
      },
    },
    {
      name: 'present, detached and not wanted: nothing to undo',
      spec: {},
      want: 'absent',
      own,
      rows: seen(detached),
      expect: {},
    },
  ]);
});

describe('vpcRef', () => {
  planTable(internetGateway, [
    {
      name: 'set: is attached',
      spec: { vpcRef },
      own,
      rows: seen(detached),
      expect: {
        calls: ['AttachInternetGateway vpcRef null → vpc-1'],
        inputs: [{ InternetGatewayId: own, VpcId: 'vpc-1' }],
        status: {},
      },
    },
    {
      name: 'given by id: the same',
      spec: { vpcID: 'vpc-1' },
      own,
      rows: seen(detached),
      expect: { calls: ['AttachInternetGateway vpcRef null → vpc-1'] },
    },
    {
      name: 'drift: detached by another hand, is attached again',
      spec: { vpcRef },
      own,
      rows: seen(gone),
      expect: { calls: ['AttachInternetGateway vpcRef null → vpc-1'] },
    },
    {
      name: 'changed: leaves the old VPC first, because a gateway has one',
      spec: { vpcRef: usable('vpc-2') },
      own,
      rows: seen(attached, edgeTable('rtb-1')),
      expect: {
        calls: [
          'DisassociateRouteTable routeTableRef rtb-1 → null (Interrupts)',
          'DetachInternetGateway vpcRef vpc-1 → null (Interrupts)',
        ],
        later: ['vpcRef null → vpc-2'],
      },
    },
    ...[
      { name: 'stays, because that one is declared to stay', declared: 'vpc-2', leaves: false },
      { name: 'stays until that one has moved elsewhere', declared: 'vpc-3', leaves: false },
      { name: 'stays, because nobody knows of that one', declared: undefined, leaves: false },
      { name: 'leaves, because that one waits for its VPC', declared: 'vpc-1', leaves: true },
    ].map(({ name, declared, leaves }) => ({
      name: `changed to a VPC that has another gateway: ${name}`,
      spec: { vpcRef: usable('vpc-2') },
      own,
      rows: [listed(internetGateways, attached, other), listed(routeTables)],
      declared: declared === undefined ? {} : { 'igw-2': { vpcRef: declared } },
      expect: leaves
        ? {
            calls: ['DetachInternetGateway vpcRef vpc-1 → null (Interrupts)'],
            later: ['vpcRef null → vpc-2'],
          }
        : { held: ['vpcRef Conflict'], says: /vpc-2 has the internet gateway igw-2, .*: detach that one/ },
    })),
    {
      name: 'set to a VPC whose gateway is still on the way out: is not attached before that has left',
      spec: { vpcRef: usable('vpc-2') },
      own,
      rows: [
        listed(internetGateways, detached, {
          ...other,
          Attachments: [{ VpcId: 'vpc-2', State: 'detaching' }],
        }),
        listed(routeTables),
      ],
      expect: { held: ['vpcRef Conflict'] },
    },
    {
      name: 'changed, and still on the way out: waits',
      spec: { vpcRef: usable('vpc-2') },
      own,
      rows: seen(leaving),
      expect: { waits: 'Updating', says: /leaving vpc-1/ },
    },
    {
      name: 'unset: is detached',
      spec: {},
      own,
      rows: seen(attached),
      expect: { calls: ['DetachInternetGateway vpcRef vpc-1 → null (Interrupts)'] },
    },
    {
      name: 'left out of an adopted gateway: is left alone',
      spec: {},
      adopted: true,
      own,
      rows: seen(attached),
      expect: {},
    },
    {
      name: 'naming another VPC that is not usable yet: does not leave the old one before it can go there',
      spec: { vpcRef: notUsable('vpc-2') },
      own,
      rows: seen(attached),
      expect: { held: ['vpcRef DependencyNotReady'] },
    },
    {
      name: 'whose grant was withdrawn: what is attached stays',
      spec: { vpcRef: withdrawn('vpc-1') },
      own,
      rows: seen(attached),
      expect: {},
    },
    {
      name: 'whose grant was withdrawn: nothing is attached anew',
      spec: { vpcRef: withdrawn('vpc-1') },
      own,
      rows: seen(detached),
      expect: { held: ['vpcRef ReferenceNotGranted'] },
    },
  ]);
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DetachInternetGateway.html
describe('what blocks the end of an internet gateway', () => {
  const card = (id: string, ip?: string) => ({
    NetworkInterfaceId: id,
    VpcId: 'vpc-1',
    InterfaceType: 'interface',
    Attachment: { InstanceId: 'i-1' },
    ...(ip === undefined ? {} : { Association: { PublicIp: ip } }),
  });

  planTable(internetGateway, [
    {
      name: 'are interfaces with public addresses in its VPC',
      spec: {},
      want: 'absent',
      own,
      rows: [...seen(attached), listed(networkInterfaces, card('eni-1', '203.0.113.5'), card('eni-2'))],
      expect: {
        calls: ['DetachInternetGateway vpcRef vpc-1 → null (Interrupts)'],
        blockers: ['network-interface (interface) eni-1 instance i-1'],
      },
    },
    {
      name: 'is nothing once it is detached',
      spec: {},
      want: 'absent',
      own,
      rows: seen(detached),
      expect: { blockers: [] },
    },
  ]);
});
