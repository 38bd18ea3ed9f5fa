// How an endpoint goes from state to state, on the clock and by the owner of its service.
//
//   made, accepted by itself        pending → available
//   made, acceptance required       pendingAcceptance → (accepted) pending → available | rejected | expired
//   a subnet has no free address    failed
//   modified                        pending → available
//   deleted                         deleting → deleted, which is described for a while; interfaces go later still
//
// https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html
import type { World } from '../core/operation.ts';
import type { Region } from '../core/region.ts';
import type { VpcEndpointRow, VpcEndpointState } from '../core/rows.ts';
import { releaseInterfaces } from './vpc-endpoint-interfaces.ts';
import { removeRoutes } from './vpc-endpoint-routes.ts';

/** The same endpoint with other members, while it is in one of these states; undefined: it is not. */
function change(
  region: Region,
  id: string,
  { from, to }: { from: readonly VpcEndpointState[]; to: Partial<VpcEndpointRow> },
): VpcEndpointRow | undefined {
  const now = region.vpcEndpoints.get(id);
  if (now === undefined || !from.includes(now.State)) return undefined;
  const next = { ...now, ...to };
  region.vpcEndpoints.put(next);
  return next;
}

/** The endpoint stands at `pending`; after its time it is available. */
export function becomeAvailable(world: World, region: Region, endpoint: VpcEndpointRow): void {
  const { endpointPending, gatewayEndpointPending } = world.options.durations;
  const after = endpoint.VpcEndpointType === 'Gateway' ? gatewayEndpointPending : endpointPending;
  world.later(after, region, () => {
    change(region, endpoint.VpcEndpointId, { from: ['pending'], to: { State: 'available' } });
  });
}

/** The request ends by itself when the owner of the service does nothing. */
export function awaitAcceptance(world: World, region: Region, endpoint: VpcEndpointRow): void {
  world.later(world.options.durations.endpointAcceptance, region, () => {
    change(region, endpoint.VpcEndpointId, { from: ['pendingAcceptance'], to: { State: 'expired' } });
  });
}

/** What the owner of the service decides about a request; also takes back what was accepted.
 *  https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html
 *  @returns whether the endpoint was in a state in which it can be decided about. */
export function decide(world: World, region: Region, id: string, decision: 'accept' | 'reject'): boolean {
  if (decision === 'reject') {
    const to = { State: 'rejected' } as const;
    return change(region, id, { from: ['pendingAcceptance', 'pending', 'available'], to }) !== undefined;
  }
  const accepted = change(region, id, {
    from: ['pendingAcceptance', 'rejected'],
    to: { State: 'pending' },
  });
  if (accepted !== undefined) becomeAvailable(world, region, accepted);
  return accepted !== undefined;
}

export function startDeleting(world: World, region: Region, endpoint: VpcEndpointRow): void {
  const { endpointDeleting, endpointInterfaceRelease, endpointTombstone } = world.options.durations;
  const id = endpoint.VpcEndpointId;
  removeRoutes(region, endpoint, endpoint.RouteTableIds);
  region.vpcEndpoints.put({ ...endpoint, State: 'deleting', PrivateDnsEnabled: false });
  world.later(endpointDeleting, region, () => {
    const to: Partial<VpcEndpointRow> = { State: 'deleted', NetworkInterfaceIds: [], RouteTableIds: [] };
    if (change(region, id, { from: ['deleting'], to }) === undefined) return;
    releaseInterfaces(world, region, endpoint.NetworkInterfaceIds, endpointInterfaceRelease);
    world.later(endpointTombstone, region, () => void region.vpcEndpoints.delete(id));
  });
}
