// Which route table is the main one. The table that AWS made with the VPC is marked by a tag at first sight, so that it
// can be found and put back when mainRouteTableRef is unset or the VPC is deleted, whoever made another one main in between:
// the main table cannot be deleted, and a VPC is never without one. An adopted VPC is marked only before we put another in
// its place: what its declaration leaves out is left alone.
// https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html#RouteTables
import type { Action, Input } from '../../model/kind.ts';
import { tagKeys } from '../../model/names.ts';
import type { AssociationRow, RouteTableRow } from '../../tables/route-tables.ts';
import { change, linkStep, nothing, type Planned } from '../planning.ts';
import { neededBeside } from '../route-table-link.ts';
import type { VPCSpec } from './vpc.schema.ts';

const ORIGINAL = 'original-main';
const PATH = 'mainRouteTableRef';

export function mainAssociation(
  tables: readonly RouteTableRow[],
): { table: RouteTableRow; association: AssociationRow } | undefined {
  for (const table of tables) {
    const association = table.associations.find(
      (one) => one.main && one.state !== 'disassociated' && one.state !== 'disassociating',
    );
    if (association !== undefined) return { table, association };
  }
  return undefined;
}

export function planMainTable(input: Input<VPCSpec>, tables: readonly RouteTableRow[]): Planned {
  const main = mainAssociation(tables);
  if (main === undefined) return nothing;
  const original = tables.find((table) => table.tags[tagKeys.part] === ORIGINAL);
  const ref = input.want === 'present' ? input.ref(PATH) : undefined;
  const needs = hasWayOut(main.table) ? neededBeside(input, main.table) : 'id';
  const step = linkStep(ref, PATH, { needs, have: main.table.id });
  // A declared table that is main already may have replaced the original one by another hand.
  const unmarked = original === undefined && input.want === 'present' && step.is !== 'same';
  const mark = unmarked ? [markOriginal(main.table.id)] : [];
  const seen: Planned = input.adopted ? nothing : { actions: mark, held: [] };
  if (step.is === 'same') return nothing;
  if (step.is === 'held') return { ...seen, held: [step.held] };
  if (step.is === 'unset') {
    if (original === undefined || original.id === main.table.id) return seen;
    const why = 'no other main table is declared, so the original one takes its place again';
    return { actions: [makeMain(main, original.id, why)], held: [] };
  }
  if (!tables.some((table) => table.id === step.id)) {
    const message = `route table ${step.id} is not seen in this VPC: the main route table must be one of its own`;
    return { ...seen, held: [{ path: PATH, reason: 'DependencyNotReady', message }] };
  }
  return { actions: [...mark, makeMain(main, step.id, 'another main table is declared')], held: [] };
}

/** The main table of a new VPC leads nowhere else: nothing is cut off where another takes its place before it is complete. */
function hasWayOut({ routes }: RouteTableRow): boolean {
  return routes.some(({ target }) => target?.id !== 'local');
}

/** A mark of ours, like an owner tag: no change that anybody would approve. */
function markOriginal(id: string): Action {
  return {
    role: 'home',
    operation: 'CreateTags',
    does: 'add',
    input: { Resources: [id], Tags: [{ Key: tagKeys.part, Value: ORIGINAL }] },
    changes: [],
    why: `${id} was marked as the main route table that AWS made with the VPC (${tagKeys.part}=${ORIGINAL}): it becomes main again when no other is declared.`,
  };
}

// Also switches the main table. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceRouteTableAssociation.html
function makeMain(
  main: { table: RouteTableRow; association: AssociationRow },
  id: string,
  why: string,
): Action {
  return {
    role: 'home',
    operation: 'ReplaceRouteTableAssociation',
    does: 'replace',
    input: { AssociationId: main.association.id, RouteTableId: id },
    changes: [
      change(PATH, {
        from: main.table.id,
        to: id,
        risk: 'Interrupts',
        why: `${why}; subnets without a table of their own follow`,
      }),
    ],
  };
}
