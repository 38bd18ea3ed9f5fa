// What of the addresses of a NAT gateway changes. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateNatGatewayAddress.html
import { describe } from 'vitest';
import { listed, missing, planTable, usable, withdrawn } from '../../../test/support/plan-table.ts';
import { addresses } from '../../tables/addresses.ts';
import { natGateway } from './nat-gateway.ts';
import type { NATGatewaySpec } from './nat-gateway.schema.ts';
import {
  type Cases,
  own,
  zonal,
  inner,
  regional,
  subnet,
  eip,
  used,
  eips,
  at,
  ip,
  row,
  innerRow,
  regionalRow,
  inZone,
} from './fake-gateway.ts';

const secondary = (...ids: string[]) => ({ ...zonal, secondaryElasticIPRefs: ids.map((id) => usable(id)) });

const changes: Cases = [
  {
    name: 'no address is said to be the primary one, a member that may be missing: it is the first, and stays',
    spec: zonal,
    own,
    rows: [row([at(1, { IsPrimary: undefined })])],
    expect: {},
  },
  {
    name: 'no address is said to be the primary one: the second is not declared, and goes',
    spec: zonal,
    own,
    rows: [row([at(1, { IsPrimary: undefined }), at(2, { IsPrimary: undefined })])],
    expect: {
      calls: [
        'DisassociateNatGatewayAddress secondaryElasticIPRefs[eipalloc-2] eipalloc-2 → null (Interrupts)',
      ],
    },
  },
  {
    name: 'adds secondary addresses in one call',
    spec: secondary('eipalloc-2', 'eipalloc-3'),
    own,
    rows: [row([at(1)]), eips()],
    expect: {
      calls: [
        'AssociateNatGatewayAddress secondaryElasticIPRefs[eipalloc-2] null → eipalloc-2',
        '… secondaryElasticIPRefs[eipalloc-3] null → eipalloc-3',
      ],
      inputs: [{ NatGatewayId: own, AllocationIds: ['eipalloc-2', 'eipalloc-3'] }],
    },
  },
  {
    name: 'adds by raw id, and reports at that field',
    spec: { ...zonal, secondaryElasticIPIDs: ['eipalloc-2'] },
    own,
    rows: [row([at(1)]), eips()],
    expect: { calls: ['AssociateNatGatewayAddress secondaryElasticIPIDs[eipalloc-2] null → eipalloc-2'] },
  },
  {
    name: 'swaps by adding first; what goes is announced',
    spec: secondary('eipalloc-3'),
    own,
    rows: [row([at(1), at(2)]), eips()],
    expect: {
      calls: ['AssociateNatGatewayAddress secondaryElasticIPRefs[eipalloc-3] null → eipalloc-3'],
      later: ['secondaryElasticIPRefs[eipalloc-2] eipalloc-2 → null (Interrupts)'],
    },
  },
  {
    name: 'does not drain the old one before the new one works',
    spec: secondary('eipalloc-3'),
    own,
    rows: [row([at(1), at(2), at(3, { Status: 'associating' })])],
    expect: { waits: 'Updating', says: /getting eipalloc-3/ },
  },
  {
    name: 'drains the old one when the new one works',
    spec: secondary('eipalloc-3'),
    own,
    rows: [row([at(1), at(2), at(3)])],
    expect: {
      calls: [
        'DisassociateNatGatewayAddress secondaryElasticIPRefs[eipalloc-2] eipalloc-2 → null (Interrupts)',
      ],
      inputs: [{ NatGatewayId: own, AssociationIds: ['eipassoc-2'] }],
    },
  },
  {
    name: 'is not as declared while the old one drains',
    spec: secondary('eipalloc-3'),
    own,
    rows: [row([at(1), at(2, { Status: 'disassociating' }), at(3)])],
    expect: { waits: 'Updating', says: /drains eipalloc-2/ },
  },
  {
    name: 'changes nothing while one drains: AWS would refuse it',
    spec: secondary('eipalloc-3'),
    own,
    rows: [row([at(1), at(2, { Status: 'disassociating' })]), eips()],
    expect: { waits: 'Updating', says: /drains eipalloc-2/ },
  },
  {
    name: 'takes one back that still drains, when it has left',
    spec: secondary('eipalloc-2'),
    own,
    rows: [row([at(1), at(2, { Status: 'disassociating' })])],
    expect: { waits: 'Updating' },
  },
  {
    name: 'left out: there are none',
    spec: zonal,
    own,
    rows: [row([at(1), at(2), at(3)])],
    expect: {
      calls: [
        'DisassociateNatGatewayAddress secondaryElasticIPRefs[eipalloc-2] eipalloc-2 → null (Interrupts)',
        '… secondaryElasticIPRefs[eipalloc-3] eipalloc-3 → null (Interrupts)',
      ],
    },
  },
  {
    name: 'left out of an adopted one: left alone',
    spec: {},
    adopted: true,
    own,
    rows: [row([at(1), at(2)])],
    expect: {},
  },
  {
    name: 'an address in use elsewhere is held, the others are added',
    spec: secondary('eipalloc-2', 'eipalloc-3'),
    own,
    rows: [row([at(1)]), listed(addresses, eip(2, used), eip(3))],
    expect: {
      calls: ['AssociateNatGatewayAddress secondaryElasticIPRefs[eipalloc-3] null → eipalloc-3'],
      held: ['secondaryElasticIPRefs[eipalloc-2] DependencyNotReady'],
      says: /free: eni-9 has it/,
    },
  },
  {
    name: 'an address that does not exist is held',
    spec: { ...zonal, secondaryElasticIPRefs: [missing('ElasticIP two')] } as Partial<NATGatewaySpec>,
    own,
    rows: [row([at(1)])],
    expect: { held: ['secondaryElasticIPRefs[ElasticIP two] DependencyNotFound'] },
  },
  {
    name: 'an address whose grant was withdrawn stays, and is not added anew',
    spec: {
      ...zonal,
      secondaryElasticIPRefs: [withdrawn('eipalloc-2'), withdrawn('eipalloc-3')],
    } as Partial<NATGatewaySpec>,
    own,
    rows: [row([at(1), at(2)]), eips()],
    expect: { held: ['secondaryElasticIPRefs[eipalloc-3] ReferenceNotGranted'] },
  },
  {
    name: 'an address that AWS could not add is reported with its reason',
    spec: secondary('eipalloc-2'),
    own,
    rows: [row([at(1), at(2, { Status: 'failed', FailureMessage: 'other border group' })])],
    expect: { held: ['secondaryElasticIPRefs[eipalloc-2] Failed'], says: /other border group/ },
  },
  {
    name: 'private: assigns first',
    spec: { ...inner, secondaryPrivateIPAddresses: ['10.0.1.21'] },
    own,
    rows: [subnet(), innerRow([ip(10), ip(20)])],
    expect: {
      calls: ['AssignPrivateNatGatewayAddress secondaryPrivateIPAddresses[10.0.1.21] null → 10.0.1.21'],
      later: ['secondaryPrivateIPAddresses[10.0.1.20] 10.0.1.20 → null (Interrupts)'],
      inputs: [{ NatGatewayId: own, PrivateIpAddresses: ['10.0.1.21'] }],
    },
  },
  {
    name: 'private: unassigns last',
    spec: { ...inner, secondaryPrivateIPAddresses: ['10.0.1.21'] },
    own,
    rows: [subnet(), innerRow([ip(10), ip(20), ip(21)])],
    expect: {
      calls: [
        'UnassignPrivateNatGatewayAddress secondaryPrivateIPAddresses[10.0.1.20] 10.0.1.20 → null (Interrupts)',
      ],
      inputs: [{ NatGatewayId: own, PrivateIpAddresses: ['10.0.1.20'] }],
    },
  },
  {
    name: 'regional: one call per zone',
    spec: {
      ...regional,
      availabilityZoneAddresses: [
        { availabilityZone: 'a', elasticIPRefs: [usable('eipalloc-1'), usable('eipalloc-2')] },
        { availabilityZone: 'c', elasticIPRefs: [usable('eipalloc-3')] },
      ],
    } as unknown as Partial<NATGatewaySpec>,
    own,
    rows: [regionalRow([inZone(1, 'a')]), eips()],
    expect: {
      calls: [
        'AssociateNatGatewayAddress availabilityZoneAddresses[eipalloc-2] null → a',
        'AssociateNatGatewayAddress availabilityZoneAddresses[eipalloc-3] null → c',
      ],
      inputs: [
        { NatGatewayId: own, AllocationIds: ['eipalloc-2'], AvailabilityZone: 'a' },
        { NatGatewayId: own, AllocationIds: ['eipalloc-3'], AvailabilityZone: 'c' },
      ],
    },
  },
  {
    name: 'regional: an address that is to serve another zone leaves first, because it cannot serve two',
    spec: {
      ...regional,
      availabilityZoneAddresses: [
        { availabilityZone: 'a', elasticIPRefs: [usable('eipalloc-1')] },
        { availabilityZoneID: 'id-d', elasticIPRefs: [usable('eipalloc-2')] },
      ],
    } as unknown as Partial<NATGatewaySpec>,
    own,
    rows: [regionalRow([inZone(1, 'a'), inZone(2, 'c')])],
    expect: {
      calls: ['DisassociateNatGatewayAddress availabilityZoneAddresses[eipalloc-2] c → null (Interrupts)'],
    },
  },
  {
    name: 'regional: a zone given by its id is the same zone',
    spec: {
      ...regional,
      availabilityZoneAddresses: [{ availabilityZoneID: 'id-a', elasticIPRefs: [usable('eipalloc-1')] }],
    } as unknown as Partial<NATGatewaySpec>,
    own,
    rows: [regionalRow([inZone(1, 'a')])],
    expect: {},
  },
];

describe('a NAT gateway: its addresses', () => planTable(natGateway, changes));
