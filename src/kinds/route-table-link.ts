// Which route table something has: a subnet, or a gateway for what comes in through it. The association stands in the route
// table's row and is switched by one replacing call, so that nothing is ever without.
// https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#RouteTables
import type { Action, Input, Risk } from '../model/kind.ts';
import type { AssociationRow, RouteTableRow } from '../tables/route-tables.ts';
import { change, linkStep, nothing, type Planned } from './planning.ts';

const PATH = 'routeTableRef';

export type Associated = { table: RouteTableRow; association: AssociationRow };

/** The association among `tables` that `is` picks, unless it is on its way out. */
export function associatedTable(
  tables: readonly RouteTableRow[],
  is: (association: AssociationRow) => boolean,
): Associated | undefined {
  for (const table of tables) {
    const association = table.associations.find(
      (one) => is(one) && (one.state === 'associated' || one.state === 'associating'),
    );
    if (association !== undefined) return { table, association };
  }
  return undefined;
}

/**
 * What takes the place of a table must be complete, so that traffic keeps its way out meanwhile, unless the old one has
 * been on its way out itself for long.
 */
export function neededBeside<S>(input: Input<S>, table: RouteTableRow): 'id' | 'usable' {
  return input.isOverdue(table.id) ? 'id' : 'usable';
}

/** Whose table it is, in EC2's words and in ours. */
export type Holder = {
  have: Associated | undefined;
  of: { SubnetId: string } | { GatewayId: string };
  /** Why there is something to associate, and what that risks. */
  without: { why: string; risk: Risk };
  /** Why an association that is not declared goes. */
  undeclared: string;
};

export function planRouteTableLink<S>(input: Input<S>, holder: Holder): Planned {
  const { have } = holder;
  const needs = have === undefined ? 'id' : neededBeside(input, have.table);
  const step = linkStep(input.ref(PATH), PATH, { needs, have: have?.table.id });
  if (step.is === 'held') return { actions: [], held: [step.held] };
  if (step.is === 'unset')
    return input.adopted || have === undefined
      ? nothing
      : { actions: [disassociate(have, holder.undeclared)], held: [] };
  if (step.is === 'same')
    return have?.association.state === 'associating'
      ? { ...nothing, waits: `${have.table.id} is being associated.` }
      : nothing;
  return { actions: [have === undefined ? associate(holder, step.id) : replace(have, step.id)], held: [] };
}

function associate({ of, without }: Holder, tableID: string): Action {
  return {
    role: 'home',
    operation: 'AssociateRouteTable',
    does: 'add',
    input: { RouteTableId: tableID, ...of },
    changes: [change(PATH, { from: null, to: tableID, ...without })],
  };
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceRouteTableAssociation.html
function replace(have: Associated, tableID: string): Action {
  return {
    role: 'home',
    operation: 'ReplaceRouteTableAssociation',
    does: 'replace',
    input: { AssociationId: have.association.id, RouteTableId: tableID },
    changes: [
      change(PATH, {
        from: have.table.id,
        to: tableID,
        risk: 'Interrupts',
        why: 'another route table is associated',
      }),
    ],
  };
}

export function disassociate(have: Associated, why: string): Action {
  return {
    role: 'home',
    operation: 'DisassociateRouteTable',
    does: 'remove',
    input: { AssociationId: have.association.id },
    changes: [change(PATH, { from: have.table.id, to: null, risk: 'Interrupts', why })],
  };
}
