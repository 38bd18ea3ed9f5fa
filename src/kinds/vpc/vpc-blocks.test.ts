// The address blocks of a VPC. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callsOf, listed, planIn, planTable } from '../../../test/support/plan-table.ts';
import { routeTables } from '../../tables/route-tables.ts';
import { subnets } from '../../tables/subnets.ts';
import { vpcs } from '../../tables/vpcs.ts';
import { vpc } from './vpc.ts';
import { own, primary, base, type Block, row, firstMain, seen } from './fake-vpc.ts';

// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
describe('cidrBlocks', () => {
  const two = '10.2.0.0/16';

  planTable(vpc, [
    {
      name: 'one more: is associated',
      spec: { cidrBlocks: [primary, two] },
      own,
      rows: seen(row()),
      expect: {
        calls: [`AssociateVpcCidrBlock cidrBlocks[${two}] null → ${two}`],
        inputs: [{ VpcId: own, CidrBlock: two }],
      },
    },
    {
      name: 'another: the new one is there before the old one goes',
      spec: { cidrBlocks: [primary, '10.3.0.0/16'] },
      own,
      rows: seen(row([{ cidr: two }])),
      expect: {
        calls: [
          'AssociateVpcCidrBlock cidrBlocks[10.3.0.0/16] null → 10.3.0.0/16',
          `DisassociateVpcCidrBlock cidrBlocks[${two}] ${two} → null (Interrupts)`,
        ],
        inputs: [{ VpcId: own, CidrBlock: '10.3.0.0/16' }, { AssociationId: `vpc-cidr-assoc-${two}` }],
      },
    },
    {
      name: 'one less, with subnets in it: stays, and names them',
      spec: { cidrBlocks: [primary] },
      own,
      rows: [
        listed(
          subnets,
          {
            SubnetId: 'subnet-2',
            VpcId: own,
            CidrBlock: '10.2.1.0/24',
            Tags: [{ Key: 'Name', Value: 'old' }],
          },
          { SubnetId: 'subnet-1', VpcId: own, CidrBlock: '10.1.1.0/24' },
        ),
        ...seen(row([{ cidr: two }, { cidr: '10.3.0.0/16' }])),
      ],
      expect: {
        calls: ['DisassociateVpcCidrBlock cidrBlocks[10.3.0.0/16] 10.3.0.0/16 → null (Interrupts)'],
        held: [`cidrBlocks[${two}] DependencyNotReady`],
        says: /subnets lie in it: subnet-2 \(old\); delete them first, or put 10\.2\.0\.0\/16 back/,
      },
    },
    {
      name: 'in another order: the same',
      spec: { cidrBlocks: [primary, '10.3.0.0/16', two] },
      own,
      rows: seen(row([{ cidr: two }, { cidr: '10.3.0.0/16' }])),
      expect: {},
    },
    {
      name: 'drift: one that another hand took away comes back',
      spec: { cidrBlocks: [primary, two] },
      own,
      rows: seen(row([{ cidr: two, state: 'disassociated' }])),
      expect: { calls: [`AssociateVpcCidrBlock cidrBlocks[${two}] null → ${two}`] },
    },
    {
      name: 'drift: one that another hand added goes',
      spec: base,
      own,
      rows: seen(row([{ cidr: two }])),
      expect: { calls: [`DisassociateVpcCidrBlock cidrBlocks[${two}] ${two} → null (Interrupts)`] },
    },
    {
      name: 'that EC2 is still associating: waits, because nothing can be made in it yet',
      spec: { cidrBlocks: [primary, two] },
      own,
      rows: seen(row([{ cidr: two, state: 'associating' }])),
      expect: { waits: 'Updating', says: /10\.2\.0\.0\/16 is being associated/ },
    },
    {
      name: 'that EC2 failed to associate: is reported with its reason and not asked for again',
      spec: { cidrBlocks: [primary, two] },
      own,
      rows: seen(row([{ cidr: two, state: 'failed' }])),
      expect: { held: [`cidrBlocks[${two}] Failed`], says: /limit exceeded/ },
    },
    {
      name: 'that failed once and then succeeded: what stays to be read is no mistake',
      spec: { cidrBlocks: [primary, two] },
      own,
      rows: seen(
        row([
          { cidr: two, state: 'failed', id: 'a' },
          { cidr: two, id: 'b' },
        ]),
      ),
      expect: {},
    },
    {
      name: 'that failed and is not declared any more: there is nothing to take away',
      spec: base,
      own,
      rows: seen(row([{ cidr: two, state: 'failed' }])),
      expect: {},
    },
    {
      name: 'left out of an adopted VPC: left alone',
      spec: {},
      adopted: true,
      own,
      rows: [listed(vpcs, row([{ cidr: two }])), listed(routeTables, firstMain)],
      expect: {},
    },
    {
      name: 'the first changed: cannot be',
      spec: { cidrBlocks: [two, primary] },
      own,
      rows: seen(row([{ cidr: two }])),
      expect: { refuses: 'ImmutableField', field: 'cidrBlocks[0]', says: /vpc-1 is 10\.1\.0\.0\/16/ },
    },
    {
      name: 'that overlap: are refused, naming both',
      spec: { cidrBlocks: [primary, '10.1.128.0/20'] },
      expect: {
        refuses: 'InvalidSpec',
        field: 'cidrBlocks',
        says: /10\.1\.128\.0\/20 overlaps 10\.1\.0\.0\/16/,
      },
    },
    {
      name: 'of which one contains the first: are refused too',
      spec: { cidrBlocks: ['10.1.16.0/20', '10.1.0.0/16'] },
      expect: { refuses: 'InvalidSpec', field: 'cidrBlocks', says: /overlaps/ },
    },
    {
      name: 'that are none: are refused',
      spec: { cidrBlocks: ['10.1/16'] },
      expect: { refuses: 'InvalidSpec', field: 'cidrBlocks', says: /not a network/ },
    },
    ...['0.1.0.0/16', '127.0.0.0/16', '169.254.0.0/20', '230.0.0.0/16'].map((never) => ({
      name: `in a range that no VPC can have: ${never} is refused`,
      spec: { cidrBlocks: [never] },
      expect: { refuses: 'InvalidSpec' as const, field: 'cidrBlocks', says: /no VPC can have/ },
    })),
    {
      name: 'that AWS does not allow beside the first: a new VPC is refused before it is made',
      spec: { cidrBlocks: [primary, '192.168.0.0/16'] },
      expect: {
        refuses: 'InvalidSpec',
        field: 'cidrBlocks',
        says: /192\.168\.0\.0\/16 to a VPC that has 10\.1\.0\.0\/16/,
      },
    },
    {
      name: 'that AWS does not allow beside what is there: is reported, the rest is done',
      spec: { cidrBlocks: [primary, '192.168.0.0/16', two] },
      own,
      rows: seen(row()),
      expect: {
        calls: [`AssociateVpcCidrBlock cidrBlocks[${two}] null → ${two}`],
        held: ['cidrBlocks[192.168.0.0/16] InvalidSpec'],
      },
    },
    {
      name: 'that AWS once allowed beside the first: is left, because it is there',
      spec: { cidrBlocks: [primary, '192.168.0.0/16'] },
      own,
      rows: seen(row([{ cidr: '192.168.0.0/16' }])),
      expect: {},
    },
    ...[
      ['10.0.0.0/15 beside 10.1.0.0/16', '10.0.0.0/20'],
      ['the benchmark range', '198.19.0.0/20'],
      ['172.16.0.0/12', '172.20.0.0/16'],
    ].map(([what, added = '']) => ({
      name: `restricted: ${what}`,
      spec: { cidrBlocks: [primary, added] },
      own,
      rows: seen(row()),
      expect: { held: [`cidrBlocks[${added}] InvalidSpec`] },
    })),
    ...['100.64.0.0/16', '203.0.112.0/20', '10.200.0.0/16'].map((added) => ({
      name: `can always be added: ${added}`,
      spec: { cidrBlocks: [primary, added] },
      own,
      rows: seen(row()),
      expect: { calls: [`AssociateVpcCidrBlock cidrBlocks[${added}] null → ${added}`] },
    })),
    {
      name: 'as wide as a route that is there: is reported with the route',
      spec: { cidrBlocks: [primary, two] },
      own,
      rows: seen(row(), {
        ...firstMain,
        Routes: [
          { DestinationCidrBlock: '10.2.8.0/24', GatewayId: 'vgw-1', Origin: 'EnableVgwRoutePropagation' },
        ],
      }),
      expect: { held: [`cidrBlocks[${two}] Conflict`], says: /10\.2\.8\.0\/24 in rtb-0/ },
    },
    {
      name: 'inside a wider route: is associated',
      spec: { cidrBlocks: [primary, two] },
      own,
      rows: seen(row(), {
        ...firstMain,
        Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', Origin: 'CreateRoute' }],
      }),
      expect: { calls: [`AssociateVpcCidrBlock cidrBlocks[${two}] null → ${two}`] },
    },
  ]);
});

describe('whatever blocks a VPC has and should have', () => {
  const seconds = fc.subarray(['10.2.0.0/16', '10.3.0.0/16', '100.64.0.0/16', '203.0.112.0/20']);

  it('planning against what the plan made of it is settled, and no declared block is ever away', () => {
    fc.assert(
      fc.property(
        seconds,
        seconds,
        fc.constantFrom('associated', 'disassociated', 'disassociating'),
        (want, have, state) => {
          const spec = { cidrBlocks: [primary, ...want] };
          let blocks: readonly Block[] = have.map((cidr) => ({ cidr, state }));
          const planned = () => planIn(vpc, { spec, own, rows: seen(row(blocks)) }).plan;
          for (const call of callsOf(planned())) {
            if (call.operation === 'AssociateVpcCidrBlock') {
              blocks = [...blocks.filter(alive), { cidr: call.input.CidrBlock ?? '' }];
            } else if (call.operation === 'DisassociateVpcCidrBlock') {
              const gone = call.input.AssociationId?.replace('vpc-cidr-assoc-', '') ?? '';
              expect([primary, ...want]).not.toContain(gone);
              // Make before break: whatever is declared is there by now.
              expect(blocks.filter(alive).map(({ cidr }) => cidr)).toEqual(expect.arrayContaining(want));
              blocks = blocks.filter(({ cidr }) => cidr !== gone);
            } else throw new Error(`unexpected ${call.operation}`);
          }
          expect(planned().is).toBe('settled');
          expect(new Set(blocks.filter(alive).map(({ cidr }) => cidr))).toEqual(new Set(want));
        },
      ),
    );
  });

  function alive({ state = 'associated' }: Block): boolean {
    return state === 'associated' || state === 'associating';
  }
});
