// The addresses of a NAT gateway beside its first: declared against observed. New ones are added and seen to work before
// old ones are drained; while one drains, AWS takes no other change of addresses.
//
//   declared      observed: no                 works        on its way in     draining     failed
//   ----------------------------------------------------------------------------------------------
//   yes           add; held while in use       –            wait              wait         held
//                 elsewhere, others go on
//   no            –                            drain, last  wait              –            drain, where it can be
//
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateNatGatewayAddress.html
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateNatGatewayAddress.html
import { type Action, type Held, type Input, type Plan, planOf, type Ref } from '../../model/kind.ts';
import type { AddressRow } from '../../tables/addresses.ts';
import type { NatAddress, NatGatewayRow } from '../../tables/nat-gateways.ts';
import { changesOf, heldBy, idAt, linkOf, refuse, waitFor } from '../planning.ts';
import { add, remove, type Zone, type ZoneGroup, zoneGroups } from './gateway-calls.ts';
import type { NATGatewaySpec, ZoneAddresses } from './nat-gateway.schema.ts';

/** key: allocation id, or private address. */
export type Wanted = {
  key: string;
  field: string;
  mayUse: boolean;
  ref: Ref | undefined;
  zone: Zone | undefined;
};
type List = {
  name: string;
  wanted: readonly Wanted[];
  held: readonly Held[];
  by: 'allocationID' | 'privateIP';
};

export const isRegional = (spec: NATGatewaySpec) => spec.availabilityMode === 'Regional';

/** Every Elastic IP address that the declaration names and whose id is known. */
export function wantedAllocations(input: Input<NATGatewaySpec>): readonly string[] {
  const first = idAt(input, 'elasticIPRef');
  const lists = [secondaries(input), ...(isRegional(input.spec) ? [byZone(input)] : [])];
  return [
    ...(first === undefined ? [] : [first]),
    ...lists.flatMap((list) => list?.wanted.map((one) => one.key) ?? []),
  ];
}

/** Undefined: left alone. */
function secondaries(input: Input<NATGatewaySpec>): List | undefined {
  const { secondaryElasticIPRefs: named, secondaryElasticIPIDs: raw } = input.spec;
  if (input.adopted && named === undefined && raw === undefined) return undefined;
  const name = named === undefined && raw !== undefined ? 'secondaryElasticIPIDs' : 'secondaryElasticIPRefs';
  return collected(
    name,
    input.refs('secondaryElasticIPRefs').map((ref) => ({ ref, zone: undefined })),
  );
}

function byZone(input: Input<NATGatewaySpec>): List | undefined {
  if (input.spec.availabilityZoneAddresses === undefined) return undefined;
  const name = 'availabilityZoneAddresses';
  const places = input.items<ZoneAddresses>(name).flatMap((item) => {
    const count = (item.value.elasticIPRefs?.length ?? 0) + (item.value.elasticIPIDs?.length ?? 0);
    const zone: Zone =
      item.value.availabilityZone === undefined
        ? { AvailabilityZoneId: item.value.availabilityZoneID ?? '' }
        : { AvailabilityZone: item.value.availabilityZone };
    return Array.from({ length: count }, (_, at) => ({ ref: item.ref(`elasticIPRefs[${at}]`), zone }));
  });
  return collected(name, places);
}

function collected(name: string, places: readonly { ref: Ref | undefined; zone: Zone | undefined }[]): List {
  const wanted: Wanted[] = [];
  const held: Held[] = [];
  for (const { ref, zone } of places) {
    const path = `${name}[${ref?.name ?? ''}]`;
    const link = linkOf(ref, path, 'id');
    if (link.is === 'held') held.push(link.held);
    if (link.is === 'linked')
      wanted.push({ key: link.id, field: `${name}[${link.id}]`, mayUse: link.mayUse, ref, zone });
  }
  return { name, wanted, held, by: 'allocationID' };
}

function privates(input: Input<NATGatewaySpec>): List | undefined {
  const name = 'secondaryPrivateIPAddresses';
  if (input.adopted && input.spec[name] === undefined) return undefined;
  const wanted = (input.spec[name] ?? []).map((ip) => ({
    key: ip,
    field: `${name}[${ip}]`,
    mayUse: true,
    ref: undefined,
    zone: undefined,
  }));
  return { name, wanted, held: [], by: 'privateIP' };
}

/** The list that this gateway has; a regional one in automatic mode has none to be managed. */
function listOf(input: Input<NATGatewaySpec>, row: NatGatewayRow): List | undefined {
  if (row.availabilityMode === 'regional') return row.automatic ? undefined : byZone(input);
  return row.connectivityType === 'private' ? privates(input) : secondaries(input);
}

export type PlannedAddresses = { plan: Plan; zones: readonly ZoneGroup[] | undefined };

/** `zones`: what a regional gateway in manual mode begins with. */
export function planAddresses(
  input: Input<NATGatewaySpec>,
  row: NatGatewayRow,
  { addresses }: { addresses: readonly AddressRow[] },
): PlannedAddresses {
  const list = listOf(input, row);
  if (list === undefined) return { plan: planOf([]), zones: undefined };
  const problem = listProblem(list, row);
  if (problem !== undefined) return { plan: problem, zones: undefined };
  const difference = differenceOf(list, row, addresses);
  const zones = list.name === 'availabilityZoneAddresses' ? zoneGroups(difference.missing) : undefined;
  return { plan: steps(row, list, difference), zones };
}

function listProblem(list: List, row: NatGatewayRow): Plan | undefined {
  const keys = [
    ...row.addresses.filter((one) => one.primary).map((one) => one[list.by]),
    ...list.wanted.map((one) => one.key),
  ];
  const twice = keys.find((key, at) => key !== '' && keys.indexOf(key) !== at);
  if (twice === undefined) return undefined;
  return refuse(list.name, `${twice} is declared twice for one gateway: remove one`);
}

type Difference = {
  missing: readonly Wanted[];
  extra: readonly NatAddress[];
  /** On the way in or out, and in the way of a change. */
  arriving: readonly NatAddress[];
  leaving: readonly NatAddress[];
  /** Declared, and on its way out: it can be added when it has left. */
  returning: readonly NatAddress[];
  held: readonly Held[];
};

const LEAVING = ['disassociating', 'unassigning'];
const ARRIVING = ['associating', 'assigning'];

function differenceOf(list: List, row: NatGatewayRow, addresses: readonly AddressRow[]): Difference {
  const others = row.addresses.filter((one) => !one.primary);
  const held = [...list.held];
  const missing: Wanted[] = [];
  const returning: NatAddress[] = [];
  for (const wanted of list.wanted) {
    const there = others.find((one) => one[list.by] === wanted.key);
    if (there !== undefined && isThere(there, wanted)) {
      if (there.status === 'failed') held.push(failedAddress(wanted, there));
      continue;
    }
    if (there !== undefined) {
      returning.push(there);
      continue;
    }
    const problem = list.by === 'allocationID' ? problemOf(wanted, addresses) : undefined;
    if (problem === undefined) missing.push(wanted);
    else held.push(problem);
  }
  const extra = others.filter(
    (one) =>
      !LEAVING.includes(one.status) &&
      !list.wanted.some((wanted) => wanted.key === one[list.by] && isThere(one, wanted)) &&
      (list.by === 'privateIP' || one.associationID !== ''),
  );
  return {
    missing,
    extra,
    held,
    arriving: others.filter((one) => ARRIVING.includes(one.status)),
    leaving: others.filter((one) => LEAVING.includes(one.status)),
    returning,
  };
}

function isThere(one: NatAddress, { zone }: Wanted): boolean {
  if (LEAVING.includes(one.status)) return false;
  if (zone === undefined) return true;
  return zone.AvailabilityZone === undefined
    ? zone.AvailabilityZoneId === one.zoneID
    : zone.AvailabilityZone === one.zone;
}

function failedAddress({ field, key }: Wanted, one: NatAddress): Held {
  const message = `AWS could not add ${key}: ${one.why || 'no reason given'}; remove it here, or choose another address`;
  return { path: field, reason: 'Failed', message };
}

/** An address that cannot be added now: AWS would refuse it, or take it and fail. */
function problemOf({ key, field, mayUse, ref }: Wanted, addresses: readonly AddressRow[]): Held | undefined {
  if (!mayUse) return heldBy(ref, field);
  const row = addresses.find((one) => one.id === key);
  if (row === undefined)
    return { path: field, reason: 'DependencyNotReady', message: `AWS does not show the address ${key}` };
  if (row.associationID === '') return undefined;
  const user = row.instanceID || row.networkInterfaceID || 'something else';
  return {
    path: field,
    reason: 'DependencyNotReady',
    message: `waits until the address ${row.publicIP} (${key}) is free: ${user} has it`,
    // It is known not to be here, so that it keeps nothing here: two gateways may swap theirs.
    shields: field,
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateNatGatewayAddress.html, MaxDrainDurationSeconds */
const DRAIN_TIME = 'which takes up to 350 seconds';

/** Make before break: what is new must work before what is old begins to drain. */
function steps(row: NatGatewayRow, list: List, difference: Difference): Plan {
  const { missing, extra, arriving, leaving, returning, held } = difference;
  const removal = remove(row, list.name, extra);
  const isChange = missing.length + extra.length + returning.length > 0;
  if (isChange && leaving.length > 0)
    return waitFor(
      `${row.id} drains ${leaving.map(nameOf).join(', ')}, ${DRAIN_TIME}; AWS changes no other address of it meanwhile.`,
      'Updating',
    );
  if (missing.length > 0)
    return planOf(add(row, missing), held, changesOf(planOf(allowed(removal, list, held))));
  if (arriving.length > 0)
    return waitFor(`${row.id} is getting ${arriving.map(nameOf).join(', ')}.`, 'Updating');
  if (removal.length === 0 && held.length === 0 && leaving.length > 0)
    return waitFor(`${row.id} drains ${leaving.map(nameOf).join(', ')}, ${DRAIN_TIME}.`, 'Updating');
  return planOf(removal, held);
}

/** A preview does not announce what a held item of the list keeps from being removed. */
function allowed(removal: readonly Action[], list: List, held: readonly Held[]): readonly Action[] {
  const shields = (one: Held) => one.shields === undefined && one.path.startsWith(`${list.name}[`);
  return held.some(shields) ? [] : removal;
}

const nameOf = (one: NatAddress) => one.allocationID || one.privateIP;
