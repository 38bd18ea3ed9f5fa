// The side of a service's owner: which endpoints connect to it, and whether they may.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AcceptVpcEndpointConnections.html
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RejectVpcEndpointConnections.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { fail, missing } from '../core/error.ts';
import { type Call, type Operation, type World, writes } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { VpcEndpointRow } from '../core/rows.ts';
import type { EndpointService } from './endpoint-services.ts';
import { decide } from './vpc-endpoint-state.ts';

const ACCEPTS = { ServiceId: true, VpcEndpointIds: true, DryRun: true } as const;

export const ENDPOINT_CONNECTION_OPERATIONS: Readonly<Record<string, Operation>> = {
  AcceptVpcEndpointConnections: writes<
    EC2.AcceptVpcEndpointConnectionsRequest,
    EC2.AcceptVpcEndpointConnectionsResult
  >({ accepts: ACCEPTS, run: (call, input) => decideAll(call, input, 'accept') }),
  RejectVpcEndpointConnections: writes<
    EC2.RejectVpcEndpointConnectionsRequest,
    EC2.RejectVpcEndpointConnectionsResult
  >({ accepts: ACCEPTS, run: (call, input) => decideAll(call, input, 'reject') }),
};

/** The owner of a partner's service learns of a new endpoint. */
export function connect(
  world: World,
  region: Region,
  { service, endpoint }: { service: EndpointService; endpoint: VpcEndpointRow },
): void {
  if (service.partner === undefined) return;
  const owner = world.region(service.partner, endpoint.ServiceRegion ?? region.name);
  owner.endpointConnections.set(endpoint.VpcEndpointId, {
    serviceId: service.id,
    account: region.account,
    region: region.name,
  });
}

/** Bulk: what could not be decided is told inside a success. */
function decideAll(
  { world, region }: Call,
  { ServiceId, VpcEndpointIds }: EC2.AcceptVpcEndpointConnectionsRequest,
  decision: 'accept' | 'reject',
): { Unsuccessful: EC2.UnsuccessfulItem[] } {
  const service = ServiceId ?? missing('ServiceId');
  if (VpcEndpointIds === undefined || VpcEndpointIds.length === 0) missing('VpcEndpointIds');
  const isOwn = world.options.partnerServices.some(
    ({ id, owner }) => id === service && owner === region.account,
  );
  if (!isOwn)
    fail('InvalidVpcEndpointServiceId.NotFound', `The VpcEndpointService Id '${service}' does not exist`);
  const Unsuccessful: EC2.UnsuccessfulItem[] = [];
  for (const ResourceId of new Set(VpcEndpointIds)) {
    const at = region.endpointConnections.get(ResourceId);
    const done =
      at?.serviceId === service && decide(world, world.region(at.account, at.region), ResourceId, decision);
    if (done) continue;
    const Message = `The VPC endpoint ${ResourceId} has no connection to ${service} that could be decided about.`;
    Unsuccessful.push({ ResourceId, Error: { Code: 'InvalidParameter', Message } });
  }
  return { Unsuccessful };
}
