// The options of a peering connection, each side its own.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcPeeringConnectionOptions.html
import { describe } from 'vitest';
import { planTable } from '../../../test/support/plan-table.ts';
import { vpcPeeringConnection } from './vpc-peering-connection.ts';
import { own, nobody, base, pcx, there } from './fake-peering.ts';

// Each side its own: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcPeeringConnectionOptions.html
describe('options of a peering connection', () => {
  const on = { allowRemoteVPCDNSResolution: true };

  planTable(vpcPeeringConnection, [
    {
      name: 'set on both sides: each with the credentials of its own',
      spec: { ...base, requesterOptions: on, accepterOptions: on },
      ...there(pcx()),
      expect: {
        calls: [
          'ModifyVpcPeeringConnectionOptions requesterOptions.allowRemoteVPCDNSResolution false → true',
          'peer ModifyVpcPeeringConnectionOptions accepterOptions.allowRemoteVPCDNSResolution false → true',
        ],
        inputs: [
          {
            VpcPeeringConnectionId: own,
            RequesterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: true },
          },
          {
            VpcPeeringConnectionId: own,
            AccepterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: true },
          },
        ],
      },
    },
    {
      name: 'as declared: nothing',
      spec: { ...base, requesterOptions: on, accepterOptions: on },
      ...there(pcx({ dns: [true, true] })),
      expect: {},
    },
    { name: 'never set: left alone', spec: base, ...there(pcx({ dns: [true, true] })), expect: {} },
    {
      name: 'unset after they were set: off',
      spec: base,
      wasSet: ['requesterOptions', 'accepterOptions'],
      ...there(pcx({ dns: [true, true] })),
      expect: {
        calls: [
          'ModifyVpcPeeringConnectionOptions requesterOptions.allowRemoteVPCDNSResolution true → false',
          'peer ModifyVpcPeeringConnectionOptions accepterOptions.allowRemoteVPCDNSResolution true → false',
        ],
      },
    },
    {
      name: 'of a side that nobody here can change: the other is set, this one reported',
      spec: { ...base, requesterOptions: on, accepterOptions: on },
      ...there(pcx()),
      peer: nobody,
      expect: {
        calls: [
          'ModifyVpcPeeringConnectionOptions requesterOptions.allowRemoteVPCDNSResolution false → true',
        ],
        held: ['accepterOptions CredentialsUnavailable'],
        says: /not one of ours/,
      },
    },
    {
      name: 'of a side that nobody here can change, as declared: nothing to report',
      spec: { ...base, accepterOptions: on },
      ...there(pcx({ dns: [false, true] })),
      peer: nobody,
      expect: {},
    },
    {
      name: 'while it is being set up: are not touched',
      spec: { ...base, requesterOptions: on },
      ...there(pcx({ at: 'pending-acceptance' })),
      peer: nobody,
      expect: { waits: 'Pending' },
    },
  ]);
});
