// The policy of an endpoint. https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
import { describe } from 'vitest';
import { planTable, usable } from '../../../test/support/plan-table.ts';
import { vpcEndpoint } from './vpc-endpoint.ts';
import { gateway, fullAccess, row, only, policy } from './fake-gateway-endpoint.ts';

describe('the policy of an endpoint', () => {
  const declared = { ...gateway, routeTableRefs: [usable('rtb-1')] };
  const stored = (document: object) => only({ ...row, PolicyDocument: JSON.stringify(document) });
  planTable(vpcEndpoint, [
    {
      name: 'is set in place',
      spec: { ...declared, policyDocument: policy },
      own: 'vpce-1',
      rows: only(row),
      expect: {
        calls: [`ModifyVpcEndpoint policyDocument ${fullAccess} → ${JSON.stringify(policy)} (Interrupts)`],
        inputs: [{ VpcEndpointId: 'vpce-1', PolicyDocument: JSON.stringify(policy) }],
      },
    },
    {
      name: 'is no drift when AWS writes it in another way',
      spec: { ...declared, policyDocument: policy },
      own: 'vpce-1',
      rows: stored({
        Statement: [
          { Resource: ['*'], Action: ['S3:getobject'], Principal: { AWS: '*' }, Effect: 'Allow', Sid: '' },
        ],
        Version: '2012-10-17',
      }),
      expect: {},
    },
    {
      name: 'is full access again when it is left out',
      spec: declared,
      wasSet: ['policyDocument'],
      own: 'vpce-1',
      rows: stored(policy),
      expect: {
        calls: [`ModifyVpcEndpoint policyDocument ${JSON.stringify(policy)} → null`],
        inputs: [{ VpcEndpointId: 'vpce-1', ResetPolicy: true }],
      },
    },
    {
      name: 'is full access too when it was never set and somebody changed it',
      spec: declared,
      own: 'vpce-1',
      rows: stored(policy),
      expect: { calls: [`ModifyVpcEndpoint policyDocument ${JSON.stringify(policy)} → null`] },
    },
    {
      name: 'is refused above 20,480 characters',
      spec: { ...declared, policyDocument: { Statement: 'x'.repeat(20_480) } },
      own: 'vpce-1',
      rows: only(row),
      expect: { refuses: 'InvalidSpec', field: 'policyDocument', says: /at most 20480/ },
    },
  ]);
});
