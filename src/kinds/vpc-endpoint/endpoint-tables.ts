// Route tables of a gateway endpoint: who is affected when one gets or loses the route to the service, and the one endpoint
// per service that a table can have. https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
import type { Held, Plan, Risk } from '../../model/kind.ts';
import type { RouteTableRow } from '../../tables/route-tables.ts';
import type { VpcEndpointRow } from '../../tables/vpc-endpoints.ts';
import { refuse, waitFor } from '../planning.ts';
import type { Links } from './endpoint-links.ts';

type Takers = Pick<VpcEndpointRow, 'id' | 'serviceName'>;

/** Another endpoint of the same service in a table that is to be added: EC2 answers RouteAlreadyExists. */
export function tableProblem(
  row: Takers,
  { field, add }: Pick<Links, 'field' | 'add'>,
  siblings: readonly VpcEndpointRow[],
): Plan | undefined {
  for (const id of add) {
    const other = takerOf(id, row, siblings);
    if (other === undefined) continue;
    if (other.state === 'deleting') return waitFor(`${other.id} is leaving ${id}.`);
    return refuse(field, takenMessage(id, row, other), 'Conflict');
  }
  return undefined;
}

/** Of an endpoint that exists, such a table alone is held: others come and go, so that two endpoints may swap theirs. */
export function freeTables(row: Takers, links: Links, siblings: readonly VpcEndpointRow[]): Links {
  const taken = links.add.flatMap((id) => {
    const other = takerOf(id, row, siblings);
    return other === undefined ? [] : [{ id, other }];
  });
  const held = taken.map(({ id, other }): Held => {
    const path = `${links.field}[${id}]`;
    return other.state === 'deleting'
      ? { path, shields: path, reason: 'DependencyNotReady', message: `${other.id} is leaving ${id}` }
      : { path, shields: path, reason: 'Conflict', message: takenMessage(id, row, other) };
  });
  return {
    ...links,
    add: links.add.filter((id) => !taken.some((one) => one.id === id)),
    held: [...links.held, ...held],
  };
}

function takerOf(
  tableID: string,
  row: Takers,
  siblings: readonly VpcEndpointRow[],
): VpcEndpointRow | undefined {
  return siblings.find(
    (one) => one.id !== row.id && one.serviceName === row.serviceName && one.routeTableIDs.includes(tableID),
  );
}

function takenMessage(tableID: string, row: Takers, other: VpcEndpointRow): string {
  return `${tableID} has a route to ${row.serviceName} through ${other.id}, and a table has one endpoint per service: remove the table there, or here`;
}

/** Existing connections to the service break when the way there changes, same page: whose they are. */
export function tableRisk(
  id: string,
  tables: readonly RouteTableRow[],
  verb: 'takes' | 'leaves',
): { risk: Risk; why: string } {
  const table = tables.find((one) => one.id === id);
  const subnets = (table?.associations ?? []).map((one) => one.subnetID).filter((one) => one !== '');
  const isMain = table?.associations.some((one) => one.main) === true;
  const affected = [
    ...subnets.toSorted(),
    ...(isMain ? ['all subnets without a route table of their own'] : []),
  ];
  if (affected.length === 0 && table !== undefined)
    return { risk: 'None', why: `no subnet uses the table: no traffic ${verb} the endpoint` };
  const who = affected.length === 0 ? 'the subnets of the table' : affected.join(', ');
  return {
    risk: 'Interrupts',
    why: `traffic of ${who} to the service ${verb} the endpoint, and its open connections break`,
  };
}
