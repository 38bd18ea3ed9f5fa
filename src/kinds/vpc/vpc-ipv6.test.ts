// The IPv6 network of a VPC. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateVpcCidrBlock.html
import { describe } from 'vitest';
import { planTable } from '../../../test/support/plan-table.ts';
import { vpc } from './vpc.ts';
import { own, base, row, ipv6, seen } from './fake-vpc.ts';

describe('ipv6 of a VPC', () => {
  planTable(vpc, [
    {
      name: 'set: Amazon’s network is asked for',
      spec: { ...base, ipv6: { amazonProvided: true } },
      own,
      rows: seen(row()),
      expect: {
        calls: ['AssociateVpcCidrBlock ipv6.amazonProvided false → true'],
        inputs: [{ VpcId: own, AmazonProvidedIpv6CidrBlock: true }],
      },
    },
    {
      name: 'as declared: nothing',
      spec: { ...base, ipv6: { amazonProvided: true } },
      own,
      rows: seen(row([], ipv6('associated'))),
      expect: {},
    },
    {
      name: 'on the way: waits, because the network is not known yet',
      spec: { ...base, ipv6: { amazonProvided: true } },
      own,
      rows: seen(row([], ipv6('associating'))),
      expect: { waits: 'Updating' },
    },
    {
      name: 'beside a network that was brought: is asked for',
      spec: { ...base, ipv6: { amazonProvided: true } },
      own,
      rows: seen(row([], ipv6('associated', 'ipv6pool-ec2-1'))),
      expect: { calls: ['AssociateVpcCidrBlock ipv6.amazonProvided false → true'] },
    },
    {
      name: 'that failed: is reported and not asked for again',
      spec: { ...base, ipv6: { amazonProvided: true } },
      own,
      rows: seen(row([], ipv6('failed'))),
      expect: { held: ['ipv6 Failed'], says: /none left/ },
    },
    {
      name: 'changed to false: is given back, and lost for good',
      spec: { ...base, ipv6: { amazonProvided: false } },
      own,
      rows: seen(row([], ipv6('associated'))),
      expect: {
        calls: ['DisassociateVpcCidrBlock ipv6.amazonProvided 2001:db8:1::/56 → false (Destroys)'],
        inputs: [{ AssociationId: 'vpc-cidr-assoc-6' }],
      },
    },
    {
      name: 'changed to false, and still leaving: is not as declared yet',
      spec: { ...base, ipv6: { amazonProvided: false } },
      own,
      rows: seen(row([], ipv6('disassociating'))),
      expect: { waits: 'Updating', says: /2001:db8:1::\/56 is leaving/ },
    },
    {
      name: 'unset after it was set: is given back',
      spec: base,
      wasSet: ['ipv6'],
      own,
      rows: seen(row([], ipv6('associated'))),
      expect: { calls: ['DisassociateVpcCidrBlock ipv6.amazonProvided 2001:db8:1::/56 → false (Destroys)'] },
    },
    {
      name: 'false, beside a network that was brought: that one is not Amazon’s',
      spec: { ...base, ipv6: { amazonProvided: false } },
      own,
      rows: seen(row([], ipv6('associated', 'ipv6pool-ec2-1'))),
      expect: {},
    },
    { name: 'never set: left alone', spec: base, own, rows: seen(row([], ipv6('associated'))), expect: {} },
  ]);
});
