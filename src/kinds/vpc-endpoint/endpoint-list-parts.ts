// How the differences of tables, subnets and groups stand in the call, and who is affected by them.
import type { Input } from '../../model/kind.ts';
import type { RouteTableRow } from '../../tables/route-tables.ts';
import type { SecurityGroupRow } from '../../tables/security-groups.ts';
import type { VpcEndpointRow } from '../../tables/vpc-endpoints.ts';
import { change } from '../planning.ts';
import { isDeclared, type Links, linksOf } from './endpoint-links.ts';
import { tableRisk } from './endpoint-tables.ts';
import { type ModifyPart, nothing } from './modify-part.ts';
import type { VPCEndpointSpec } from './vpc-endpoint.schema.ts';

export function tablesPart(
  { field, add, remove, held }: Links,
  tables: readonly RouteTableRow[],
): ModifyPart {
  const added = add.map((id) =>
    change(`${field}[${id}]`, { from: null, to: id, ...tableRisk(id, tables, 'takes') }),
  );
  const removed = remove.map((id) =>
    change(`${field}[${id}]`, { from: id, to: null, ...tableRisk(id, tables, 'leaves') }),
  );
  return {
    input: {
      ...(add.length === 0 ? {} : { AddRouteTableIds: [...add] }),
      ...(remove.length === 0 ? {} : { RemoveRouteTableIds: [...remove] }),
    },
    changes: [...added, ...removed],
    held,
  };
}

export function subnetsPart({ field, add, remove, held }: Links): ModifyPart {
  const removal = 'the subnet is not declared; connections through its network interface break';
  return {
    input: {
      ...(add.length === 0 ? {} : { AddSubnetIds: [...add] }),
      ...(remove.length === 0 ? {} : { RemoveSubnetIds: [...remove] }),
    },
    changes: [
      ...add.map((id) =>
        change(`${field}[${id}]`, { from: null, to: id, why: 'the endpoint has no network interface there' }),
      ),
      ...remove.map((id) =>
        change(`${field}[${id}]`, { from: id, to: null, risk: 'Interrupts', why: removal }),
      ),
    ],
    held,
  };
}

/** An empty list after groups were set means the VPC's default group, which EC2 takes when none is named. */
export function groupsPart(
  input: Input<VPCEndpointSpec>,
  row: VpcEndpointRow,
  defaultGroup: SecurityGroupRow | undefined,
): ModifyPart {
  if (row.type !== 'Interface' || !isDeclared(input, 'securityGroup')) return nothing;
  const declared = linksOf(input, 'securityGroup', row.securityGroupIDs);
  const isEmpty = input.refs('securityGroupRefs').length === 0;
  const id = defaultGroup?.id ?? '';
  if (isEmpty && id === '') return nothing;
  const links: Links = isEmpty
    ? {
        ...declared,
        add: row.securityGroupIDs.includes(id) ? [] : [id],
        remove: row.securityGroupIDs.filter((one) => one !== id),
      }
    : declared;
  const { field, add, remove, held } = links;
  return {
    input: {
      ...(add.length === 0 ? {} : { AddSecurityGroupIds: [...add] }),
      ...(remove.length === 0 ? {} : { RemoveSecurityGroupIds: [...remove] }),
    },
    changes: [
      ...add.map((one) =>
        change(`${field}[${one}]`, {
          from: null,
          to: one,
          why: 'the network interfaces do not have the group',
        }),
      ),
      ...remove.map((one) =>
        change(`${field}[${one}]`, {
          from: one,
          to: null,
          risk: 'Interrupts',
          why: 'the group is not declared; what only it admits is cut off',
        }),
      ),
    ],
    held,
  };
}
