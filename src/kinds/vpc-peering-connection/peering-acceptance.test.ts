// Who accepts a peering connection, and how long it is waited for.
import { describe } from 'vitest';
import { listed, planTable } from '../../../test/support/plan-table.ts';
import { vpcPeeringConnections } from '../../tables/vpc-peering-connections.ts';
import { vpcPeeringConnection } from './vpc-peering-connection.ts';
import { own, nobody, base, pcx, there } from './fake-peering.ts';

// From the accepter's account and region: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AcceptVpcPeeringConnection.html
describe('acceptance', () => {
  const pending = there(pcx({ at: 'pending-acceptance' }));
  const seenThere = { peerRows: [listed(vpcPeeringConnections, pcx({ at: 'pending-acceptance' }))] };

  planTable(vpcPeeringConnection, [
    {
      name: 'Automatic, once the other side sees the request: with its credentials; options follow',
      spec: { ...base, requesterOptions: { allowRemoteVPCDNSResolution: true } },
      ...pending,
      ...seenThere,
      expect: {
        calls: ['peer AcceptVpcPeeringConnection acceptance pending-acceptance → active'],
        inputs: [{ VpcPeeringConnectionId: own }],
        later: ['requesterOptions.allowRemoteVPCDNSResolution false → true'],
      },
    },
    {
      name: 'Automatic, not seen there yet: waits',
      spec: base,
      ...pending,
      peerRows: [listed(vpcPeeringConnections)],
      expect: { waits: 'Pending', says: /account 222222222222 does not see pcx-1 yet/ },
    },
    {
      name: 'Automatic, without credentials there: waits, saying who has to act and why',
      spec: base,
      ...pending,
      peer: nobody,
      expect: {
        waits: 'Pending',
        says: /account 222222222222 accepts it \(account 333333333333 is not one of ours\)/,
      },
    },
    {
      name: 'Manual: waits for somebody else',
      spec: { ...base, acceptance: 'Manual' },
      ...pending,
      ...seenThere,
      expect: { waits: 'Pending', says: /acceptance is Manual/ },
    },
    {
      name: 'Manual, accepted by somebody else: goes on',
      spec: { ...base, acceptance: 'Manual' },
      ...there(pcx()),
      expect: {},
    },
  ]);
});
