// The routes of a table: declared against observed. Separate because which routes are ours to touch is a rule of its own.
//
//   observed route                               declared            not declared
//   ---------------------------------------------------------------------------------
//   ours or by hand (CreateRoute)                same / replace      delete
//   local (CreateRouteTable)                     replace             leave; back to local if it was replaced
//   to an endpoint, for a prefix list            same / replace      leave: it may be a gateway endpoint's own
//   propagated, a service's                      add beside it       leave
//   ours, to its target, but a blackhole         report              delete
//
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html
import { canonicalCidr } from '../../model/cidr.ts';
import type { Action, Held, Item, Plan } from '../../model/kind.ts';
import { match } from '../../model/match.ts';
import type { Reason } from '../../model/reasons.ts';
import type { RouteRow, RouteTableRow, TargetField } from '../../tables/route-tables.ts';
import { change, heldBy, linkAmong, linkOf, type Planned, refuse } from '../planning.ts';
import {
  familyProblem,
  INSIDE_TARGETS,
  isInside,
  PREFIX_LIST_ID,
  reservedProblem,
  targets,
} from './route-targets.ts';
import type { RouteSpec } from './route-table.schema.ts';

export type Wanted = {
  /** Canonical network, or id of the prefix list. */
  destination: string;
  member: TargetField;
  id: string;
  mayUse: boolean;
  item: Item<RouteSpec>;
};
export type WantedRoutes = { routes: readonly Wanted[]; held: readonly Held[] } | { problem: Plan };
type One = { route: Wanted } | { held: Held } | { wrong: { reason: Reason; message: string } };

const fields = targets.map((target) => ({ field: target.field, needs: 'usable' as const }));
const pathOf = (destination: string) => `routes[${destination}]`;

/**
 * Reads the declared routes, own ones first. The first own one that AWS would refuse is the problem; a contributed one is
 * held, so that nobody else's mistake stops the table.
 */
export function wantedRoutes(items: readonly Item<RouteSpec>[]): WantedRoutes {
  const routes: Wanted[] = [];
  const held: Held[] = [];
  const claimed = new Map<string, Item<RouteSpec>>();
  for (const item of items) {
    const to = destinationOf(item);
    if ('held' in to) {
      held.push(to.held);
      continue;
    }
    const { destination } = to;
    const path = pathOf(destination);
    const one = readRoute(item, to, claimed.get(destination));
    if ('wrong' in one && item.from === undefined)
      return { problem: refuse(path, one.wrong.message, one.wrong.reason) };
    // The path is its own: that of the destination may be another item's, which is not held.
    if ('wrong' in one) held.push({ path: item.path, ...one.wrong, ...fromOf(item) });
    else claimed.set(destination, item);
    if ('held' in one) held.push(one.held);
    if ('route' in one) routes.push(one.route);
  }
  return { routes, held };
}

/** Canonical network, or id of the prefix list; mayUse false: no route of it may be made now. */
type Destination = { destination: string; mayUse: boolean };

/** A prefix list is known by its id as soon as it has one; until then its route is held under the name that was written. */
function destinationOf(item: Item<RouteSpec>): Destination | { held: Held } {
  const written = item.value.destination;
  const link = linkOf(item.ref('destination'), pathOf(written), 'usable');
  // Which route is that list's cannot be told, so none of a prefix list is removed meanwhile.
  if (link.is === 'held')
    return { held: { ...link.held, shields: pathOf(PREFIX_LIST_ID).slice(0, -1), ...fromOf(item) } };
  if (link.is === 'linked') return { destination: link.id, mayUse: link.mayUse };
  return { destination: canonicalCidr(written) ?? written, mayUse: true };
}

function readRoute(item: Item<RouteSpec>, to: Destination, claimedBy: Item<RouteSpec> | undefined): One {
  const { destination } = to;
  const wrong = (message: string, reason: Reason = 'InvalidSpec'): One => ({ wrong: { reason, message } });
  if (claimedBy !== undefined) {
    if (item.from === undefined)
      return wrong(
        `${destination} stands twice in routes: a table has one route per destination; remove one`,
      );
    const by = claimedBy.from ?? 'the table itself';
    return wrong(`${destination} is claimed by ${by}: a table has one route per destination`, 'Conflict');
  }
  const found = linkAmong(item, fields);
  const target = targets.find((one) => one.field === found?.field);
  if (found === undefined || target === undefined)
    return wrong(`the route to ${destination} has no target: name exactly one`);
  const problem = familyProblem(destination, target) ?? reservedProblem(destination);
  if (problem !== undefined) return wrong(problem);
  const path = pathOf(destination);
  if (found.link.is === 'held') return { held: { ...found.link.held, path, shields: path, ...fromOf(item) } };
  if (found.link.is === 'unset') return wrong(`the route to ${destination} has no target: name exactly one`);
  const mayUse = found.link.mayUse && item.mayAdd && to.mayUse;
  return { route: { destination, member: target.member, id: found.link.id, mayUse, item } };
}

function fromOf({ from }: Item<RouteSpec>): { from?: string } {
  return from === undefined ? {} : { from };
}

/** Where traffic inside the VPC goes; made with the table and with each network of the VPC. */
const isLocal = (route: RouteRow) => route.origin === 'CreateRouteTable';

function isForeign(route: RouteRow, table: RouteTableRow): boolean {
  if (route.origin === 'EnableVgwRoutePropagation' || route.origin === 'Advertisement') return true;
  if (route.target?.field === 'GatewayId' && route.target.id === 'VpcLattice') return true;
  return route.instanceOwnerID !== '' && route.instanceOwnerID !== table.ownerID && table.ownerID !== '';
}

/** A gateway endpoint puts its own route here, which looks like one to a balancer endpoint: only the latter is ever declared.
 *  https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html */
function isOfEndpoint(route: RouteRow): boolean {
  return route.destination.startsWith(PREFIX_LIST_ID) && route.target?.field === 'VpcEndpointId';
}

function sameTarget(wanted: Wanted, route: RouteRow): boolean {
  if (wanted.member === 'InstanceId') return route.instanceID === wanted.id;
  return route.target?.field === wanted.member && route.target.id === wanted.id;
}

export function planRoutes(
  wanted: readonly Wanted[],
  unresolved: readonly Held[],
  table: RouteTableRow,
): Planned {
  const throughEndpoints = wanted.filter(({ member }) => member === 'VpcEndpointId');
  const declared = new Set(throughEndpoints.map((route) => route.destination));
  const isOurs = (route: RouteRow) =>
    !isForeign(route, table) && (!isOfEndpoint(route) || declared.has(route.destination));
  const matched = match({
    desired: wanted,
    observed: table.routes.filter(isOurs),
    keyOfDesired: (route) => route.destination,
    keyOfObserved: (route) => route.destination,
    same: sameTarget,
  });
  const held = new Map(unresolved.map((one) => [one.path, one]));
  for (const route of [...matched.missing, ...matched.changed.map((pair) => pair.desired)]) {
    const problem = route.mayUse ? insideProblem(route, table) : heldRoute(route);
    if (problem !== undefined) held.set(problem.path, problem);
  }
  for (const { desired, observed } of matched.same)
    if (observed.state === BLACKHOLE) held.set(pathOf(desired.destination), blackholed(desired));
  const isFree = ({ destination }: { destination: string }) => !held.has(pathOf(destination));
  return {
    actions: [
      ...matched.missing.filter(isFree).map((route) => createRoute(table, route)),
      ...matched.changed
        .filter((pair) => isFree(pair.desired))
        .map((pair) => replaceRoute(table, pair.desired, pair.observed)),
      ...matched.extra
        .filter(isFree)
        .flatMap((route) => (isLocal(route) ? localAgain(table, route) : [deleteRoute(table, route)])),
    ],
    held: [...held.values()],
  };
}

/**
 * EC2's word where the target is gone, detached or stopped: the traffic is dropped. To make the same route anew would change
 * nothing. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html
 */
const BLACKHOLE = 'blackhole';

function blackholed({ destination, id, item }: Wanted): Held {
  const path = pathOf(destination);
  return {
    path,
    shields: path,
    ...fromOf(item),
    reason: 'Failed',
    message: `AWS drops what goes to ${destination} (state blackhole): the target ${id} is gone, not attached or not running; bring it back, or name another target`,
  };
}

/** What is declared for the VPC's own addresses must go through something that lies in the VPC. */
function insideProblem(route: Wanted, table: RouteTableRow): Held | undefined {
  const local = table.routes.find((one) => isLocal(one) && isInside(route.destination, one.destination));
  if (local === undefined || INSIDE_TARGETS.includes(route.member)) return undefined;
  const path = pathOf(route.destination);
  return {
    path,
    shields: path,
    ...fromOf(route.item),
    reason: 'InvalidSpec',
    message: `${route.destination} lies in ${local.destination} of the VPC itself: AWS routes it only to a NAT gateway, a network interface, an instance or a gateway load balancer endpoint; choose one of these, or remove the route`,
  };
}

function heldRoute(route: Wanted): Held {
  const field = targets.map((target) => target.field).find((one) => route.item.ref(one) !== undefined);
  const path = pathOf(route.destination);
  const list = route.item.ref('destination');
  const ref =
    list !== undefined && list.is !== 'usable'
      ? list
      : field === undefined
        ? undefined
        : route.item.ref(field);
  if (route.item.mayAdd) return { ...heldBy(ref, path), shields: path, ...fromOf(route.item) };
  const message =
    'it may not be added: its grant was withdrawn, or its object is paused or waits for approval';
  return { path, reason: 'ReferenceNotGranted', message, shields: path, ...fromOf(route.item) };
}

function destinationInput(destination: string) {
  if (destination.startsWith(PREFIX_LIST_ID)) return { DestinationPrefixListId: destination };
  return destination.includes(':')
    ? { DestinationIpv6CidrBlock: destination }
    : { DestinationCidrBlock: destination };
}

const shown = (route: RouteRow) => (route.instanceID !== '' ? route.instanceID : (route.target?.id ?? null));

function createRoute(table: RouteTableRow, route: Wanted): Action {
  return {
    role: 'home',
    operation: 'CreateRoute',
    does: 'add',
    input: { RouteTableId: table.id, ...destinationInput(route.destination), [route.member]: route.id },
    changes: [
      change(pathOf(route.destination), {
        from: null,
        to: route.id,
        why: `the route to ${route.item.value.destination} is missing`,
      }),
    ],
    ...fromOf(route.item),
  };
}

function replaceRoute(table: RouteTableRow, route: Wanted, observed: RouteRow): Action {
  return {
    role: 'home',
    operation: 'ReplaceRoute',
    does: 'replace',
    input: { RouteTableId: table.id, ...destinationInput(route.destination), [route.member]: route.id },
    changes: [
      change(pathOf(route.destination), {
        from: shown(observed),
        to: route.id,
        risk: 'Interrupts',
        why: 'the route has another target; connections through the old one may break',
      }),
    ],
    ...fromOf(route.item),
  };
}

function deleteRoute(table: RouteTableRow, route: RouteRow): Action {
  return {
    role: 'home',
    operation: 'DeleteRoute',
    does: 'remove',
    input: { RouteTableId: table.id, ...destinationInput(route.destination) },
    changes: [
      change(pathOf(route.destination), {
        from: shown(route),
        to: null,
        risk: 'Interrupts',
        why: 'the route is not declared',
      }),
    ],
  };
}

// LocalTarget resets a local route. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceRoute.html
function localAgain(table: RouteTableRow, route: RouteRow): readonly Action[] {
  if (route.target === undefined || route.target.id === 'local') return [];
  return [
    {
      role: 'home',
      operation: 'ReplaceRoute',
      does: 'remove',
      input: { RouteTableId: table.id, ...destinationInput(route.destination), LocalTarget: true },
      changes: [
        change(pathOf(route.destination), {
          from: shown(route),
          to: 'local',
          risk: 'Interrupts',
          why: 'no other target is declared for this network of the VPC',
        }),
      ],
    },
  ];
}
