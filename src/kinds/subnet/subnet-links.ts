// Which route table a subnet has. The association stands in the route table's row and is switched by one replacing
// call, so that the subnet is never without. A subnet without an association of its own follows the main route table,
// silently: EC2 lists no association for it.
// https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#RouteTables
import type { Action, Input } from '../../model/kind.ts';
import type { AssociationRow, RouteTableRow } from '../../tables/route-tables.ts';
import type { SubnetRow } from '../../tables/subnets.ts';
import { change, heldBy, linkOf } from '../planning.ts';
import type { SubnetSpec } from './subnet.schema.ts';
import type { Planned } from './subnet-attributes.ts';

const PATH = 'routeTableRef';
const nothing: Planned = { actions: [], held: [] };

export type Own = { table: RouteTableRow; association: AssociationRow };

/** The explicit association of the subnet, if it has one. */
export function ownTable(tables: readonly RouteTableRow[], subnetID: string): Own | undefined {
  for (const table of tables) {
    const association = table.associations.find(
      (one) => one.subnetID === subnetID && (one.state === 'associated' || one.state === 'associating'),
    );
    if (association !== undefined) return { table, association };
  }
  return undefined;
}

export function planRouteTable(input: Input<SubnetSpec>, row: SubnetRow, own: Own | undefined): Planned {
  const ref = input.ref(PATH);
  const link = linkOf(ref, PATH, 'id');
  if (link.is === 'held') return { actions: [], held: [link.held] };
  if (link.is === 'unset')
    return input.adopted || own === undefined ? nothing : { actions: [disassociate(own)], held: [] };
  if (own?.table.id === link.id) return nothing;
  if (!link.mayUse) return { actions: [], held: [heldBy(ref, PATH)] };
  return { actions: [own === undefined ? associate(row, link.id) : replace(own, link.id)], held: [] };
}

function associate(row: SubnetRow, tableID: string): Action {
  return {
    role: 'home',
    operation: 'AssociateRouteTable',
    does: 'add',
    input: { RouteTableId: tableID, SubnetId: row.id },
    changes: [change(PATH, { from: null, to: tableID, why: 'the subnet follows the main route table' })],
  };
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceRouteTableAssociation.html
function replace(own: Own, tableID: string): Action {
  return {
    role: 'home',
    operation: 'ReplaceRouteTableAssociation',
    does: 'replace',
    input: { AssociationId: own.association.id, RouteTableId: tableID },
    changes: [
      change(PATH, {
        from: own.table.id,
        to: tableID,
        risk: 'Interrupts',
        why: 'the subnet has another route table',
      }),
    ],
  };
}

function disassociate(own: Own): Action {
  return {
    role: 'home',
    operation: 'DisassociateRouteTable',
    does: 'remove',
    input: { AssociationId: own.association.id },
    changes: [
      change(PATH, {
        from: own.table.id,
        to: null,
        risk: 'Interrupts',
        why: 'no route table is declared: the main route table applies again',
      }),
    ],
  };
}
