// Which route tables of this cluster lead to a thing. EC2 deletes most targets of routes although routes lead to them, and
// makes these blackholes: whoever deletes a target has to look. Gateway Load Balancer endpoints alone it refuses to delete.
// https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html (State)
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcEndpoints.html
// Asked by the VPC, because EC2 has no filter for routes to an interface.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html
import type { Tags, Use, View } from '../model/kind.ts';
import { tagKeys } from '../model/names.ts';
import type { Role } from '../model/scope.ts';
import { routeTables } from '../tables/route-tables.ts';

type Target = { id: string; vpcID: string; tags: Tags; role?: Role };

/** Tables that carry the same cluster's owner tags as the target; all others are their owners' business. */
export function routesTo({ id, vpcID, tags, role = 'home' }: Target, view: View): readonly Use[] {
  const cluster = tags[tagKeys.cluster];
  if (cluster === undefined || vpcID === '') return [];
  return view.by(role, routeTables, 'vpc-id', vpcID).flatMap((table) => {
    const owner = table.tags[tagKeys.resource];
    const leading = table.routes.filter((route) => route.target?.id === id);
    if (owner === undefined || table.tags[tagKeys.cluster] !== cluster || leading.length === 0) return [];
    const what = `a route to it for ${leading.map((route) => route.destination).join(', ')}`;
    return [{ id: table.id, owner, what }];
  });
}
