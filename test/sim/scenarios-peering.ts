// Scenarios of peering connections, also across accounts and regions.
import { API_VERSION } from '../../src/model/object.ts';
import {
  allReady,
  bystander,
  goneAnd,
  idOf,
  key,
  object,
  peerVPC,
  scenariosOf,
  tagDrift,
  tagEdit,
  text,
  vpc,
  vpcID,
} from './scenario-kit.ts';
import { ACCOUNT, isReady, NAMESPACE, OTHER_ACCOUNT, OTHER_REGION, REGION, type World } from './world.ts';

const peering = { requester: { vpcRef: { name: 'net' } }, accepter: { vpcRef: { name: 'far' } } };
const pcx = key('VPCPeeringConnection', 'pcx');
const twoAccounts = [ACCOUNT, OTHER_ACCOUNT].map((accountID, i) => ({
  apiVersion: API_VERSION,
  kind: 'AWSAccount',
  metadata: { name: i === 0 ? 'main' : 'other' },
  spec: {
    accountID,
    roleARN: `arn:aws:iam::${accountID}:role/vpcraft`,
    defaultRegion: REGION,
    allowedNamespaces: { names: [NAMESPACE] },
    ...(i === 0 ? { defaultFor: [NAMESPACE] } : {}),
  },
}));
const farAway = object('VPC', 'far', {
  cidrBlocks: ['10.30.0.0/16'],
  accountRef: { name: 'other' },
  region: OTHER_REGION,
});

/** Asks a VPC of somebody else's account, who says no. EC2 shows the dead connection for two more days. */
async function rejected(world: World): Promise<void> {
  const answer = await world.as('CreateVpc', { CidrBlock: '10.40.0.0/16' }, { account: OTHER_ACCOUNT });
  const accepter = { vpcID: text(answer, 'Vpc', 'VpcId'), accountID: OTHER_ACCOUNT };
  await world.apply(object('VPCPeeringConnection', 'pcx', { ...peering, accepter }));
  await world.until(() => world.get(pcx)?.status?.state === 'pending-acceptance', 60);
  await world.as(
    'RejectVpcPeeringConnection',
    { VpcPeeringConnectionId: idOf(world, pcx) },
    { account: OTHER_ACCOUNT },
  );
  await world.until(() => world.get(pcx)?.status?.state === 'rejected', 60);
}

export const peeringScenarios = scenariosOf({
  subject: { kind: 'VPCPeeringConnection', name: 'pcx', spec: peering },
  given: [vpc, peerVPC],
  edits: [
    tagEdit,
    { field: 'requesterOptions', to: { requesterOptions: { allowRemoteVPCDNSResolution: true } } },
    { field: 'accepterOptions', to: { accepterOptions: { allowRemoteVPCDNSResolution: true } } },
  ],
  drifts: [
    tagDrift,
    {
      what: 'accepterOptions',
      from: { accepterOptions: { allowRemoteVPCDNSResolution: true } },
      by: async (world, id) => {
        await world.as('ModifyVpcPeeringConnectionOptions', {
          VpcPeeringConnectionId: id,
          AccepterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: false },
        });
      },
    },
  ],
  vanish: async (world, id) => {
    await world.as('DeleteVpcPeeringConnection', { VpcPeeringConnectionId: id });
  },
  foreign: async (world) => {
    const far = idOf(world, key('VPC', 'far'));
    const answer = await world.as('CreateVpcPeeringConnection', {
      VpcId: vpcID(world),
      PeerVpcId: far,
      TagSpecifications: bystander('vpc-peering-connection'),
    });
    const id = text(answer, 'VpcPeeringConnection', 'VpcPeeringConnectionId');
    await world.until(() => false, 2);
    await world.as('AcceptVpcPeeringConnection', { VpcPeeringConnectionId: id });
    await world.until(() => false, 3);
    return id;
  },
  more: [
    {
      kind: 'VPCPeeringConnection',
      name: 'create across accounts and regions',
      given: [...twoAccounts, vpc, farAway],
      when: (world) =>
        world.apply(
          object('VPCPeeringConnection', 'pcx', {
            ...peering,
            accepterOptions: { allowRemoteVPCDNSResolution: true },
          }),
        ),
      goal: (world) => isReady(world.get(key('VPCPeeringConnection', 'pcx'))) && allReady(world),
    },
    {
      kind: 'VPCPeeringConnection',
      name: 'delete across accounts and regions',
      given: [...twoAccounts, vpc, farAway, object('VPCPeeringConnection', 'pcx', peering)],
      when: (world) => world.delete(key('VPCPeeringConnection', 'pcx')),
      goal: goneAnd(key('VPCPeeringConnection', 'pcx')),
    },
    {
      kind: 'VPCPeeringConnection',
      name: 'delete a rejected one',
      given: [vpc],
      async when(world) {
        await rejected(world);
        await world.delete(pcx);
      },
      goal: goneAnd(pcx),
    },
    {
      kind: 'VPCPeeringConnection',
      name: 'edit a rejected one: it is asked again, and goes',
      given: [vpc],
      async when(world) {
        await rejected(world);
        const dead = idOf(world, pcx);
        const { spec } = world.get(pcx) ?? {};
        await world.apply(object('VPCPeeringConnection', 'pcx', { ...spec, tags: { again: 'please' } }));
        await world.until(() => world.get(pcx)?.status?.state === 'pending-acceptance', 120);
        if (idOf(world, pcx) === dead) throw new Error('the dead one was taken for a living one');
        await world.delete(pcx);
      },
      goal: goneAnd(pcx),
    },
    {
      kind: 'VPCPeeringConnection',
      name: 'delete a rejected one and declare another of the same name',
      given: [vpc, peerVPC],
      async when(world) {
        await rejected(world);
        await world.delete(pcx);
        await world.until(() => world.get(pcx) === undefined, 60);
        await world.apply(object('VPCPeeringConnection', 'pcx', peering));
      },
      goal: (world) => isReady(world.get(pcx)) && allReady(world),
    },
  ],
});
