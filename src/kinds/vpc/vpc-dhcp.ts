// Which set of DHCP options a VPC uses. A VPC always has one: that of the region until another is declared. EC2 has no
// call that takes one away; `default` stands for the region's own.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateDhcpOptions.html
import type { Action, Input, View } from '../../model/kind.ts';
import { isScope } from '../../model/scope.ts';
import { type DhcpOptionsRow, dhcpOptionSets } from '../../tables/dhcp-options.ts';
import type { VpcRow } from '../../tables/vpcs.ts';
import { change, linkStep, nothing, type Planned, wasDeclared } from '../planning.ts';
import type { VPCSpec } from './vpc.schema.ts';

const PATH = 'dhcpOptionsRef';
const DEFAULT = 'default';

const isReset = (input: Input<VPCSpec>) =>
  !input.adopted && input.ref(PATH) === undefined && wasDeclared(input, PATH);

/** The set in use, read only where the region's own one is to return: EC2 may show that by its id. */
export function observeDHCP(input: Input<VPCSpec>, row: VpcRow, view: View): DhcpOptionsRow | undefined {
  if (input.want === 'absent' || !isReset(input) || row.dhcpOptionsID === DEFAULT) return undefined;
  return view.byID('home', dhcpOptionSets, row.dhcpOptionsID);
}

export function planDHCP(input: Input<VPCSpec>, row: VpcRow, used: DhcpOptionsRow | undefined): Planned {
  const step = linkStep(input.ref(PATH), PATH, { needs: 'id', have: row.dhcpOptionsID });
  if (step.is === 'held') return { actions: [], held: [step.held] };
  if (step.is === 'same') return nothing;
  if (step.is === 'make') return associate(row, step.id, 'the VPC uses another option set');
  if (!isReset(input) || row.dhcpOptionsID === DEFAULT || isRegions(used, input)) return nothing;
  return associate(row, DEFAULT, "no option set is declared any more: the region's own one applies again");
}

/** What AWS puts into the set that it makes for a region. https://docs.aws.amazon.com/vpc/latest/userguide/DHCPOptionSetConcepts.html */
function isRegions(set: DhcpOptionsRow | undefined, input: Input<VPCSpec>): boolean {
  const scope = input.scope('home');
  if (set === undefined || !isScope(scope)) return false;
  const domain = scope.region === 'us-east-1' ? 'ec2.internal' : `${scope.region}.compute.internal`;
  const { 'domain-name': names = [], 'domain-name-servers': servers = [], ...others } = set.options;
  if (Object.keys(others).length > 0) return false;
  return names.join(' ') === domain && servers.join(' ') === 'AmazonProvidedDNS';
}

function associate(row: VpcRow, id: string, why: string): Planned {
  const action: Action = {
    role: 'home',
    operation: 'AssociateDhcpOptions',
    does: 'set',
    input: { VpcId: row.id, DhcpOptionsId: id },
    changes: [change(PATH, { from: row.dhcpOptionsID === '' ? null : row.dhcpOptionsID, to: id, why })],
  };
  return { actions: [action], held: [] };
}
