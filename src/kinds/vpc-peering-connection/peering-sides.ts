// What each side of a peering connection does with its own credentials: the accepting one accepts, and each has options of its
// own. https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
import { type Action, type Held, type Input, type Plan, planOf } from '../../model/kind.ts';
import { isScope, type Role } from '../../model/scope.ts';
import type { PeeringRow } from '../../tables/vpc-peering-connections.ts';
import { change, changesOf, waitFor } from '../planning.ts';
import type { PeeringSpec } from './vpc-peering-connection.schema.ts';

/** Seconds between looks while somebody else has to accept; the sweeps see it anyway. */
const ACCEPTANCE_SECONDS = 60;

export function planAcceptance(
  input: Input<PeeringSpec>,
  row: PeeringRow,
  atPeer: PeeringRow | undefined,
): Plan {
  const peer = input.scope('peer');
  const who = `account ${row.accepter.ownerID}`;
  if (input.spec.acceptance === 'Manual' || !isScope(peer)) {
    const why = isScope(peer) ? 'acceptance is Manual' : peer.none;
    return {
      is: 'wait',
      reason: 'Pending',
      message: `${row.id} waits until ${who} accepts it (${why}).`,
      seconds: ACCEPTANCE_SECONDS,
    };
  }
  if (atPeer === undefined) return waitFor(`${who} does not see ${row.id} yet.`);
  const accept: Action = {
    role: 'peer',
    operation: 'AcceptVpcPeeringConnection',
    does: 'accept',
    input: { VpcPeeringConnectionId: row.id },
    changes: [
      change('acceptance', {
        from: row.state,
        to: 'active',
        why: 'the request waits for the accepting side',
      }),
    ],
  };
  // What takes effect once the connection is active.
  return planOf([accept], [], changesOf(planSides(input, row)));
}

// Each side sets its own options, with its own credentials, in its own region.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcPeeringConnectionOptions.html
export function planSides(input: Input<PeeringSpec>, row: PeeringRow): Plan {
  const home = option(row, {
    role: 'home',
    side: 'requester',
    want: input.spec.requesterOptions?.allowRemoteVPCDNSResolution,
  });
  const peer = option(row, {
    role: 'peer',
    side: 'accepter',
    want: input.spec.accepterOptions?.allowRemoteVPCDNSResolution,
  });
  const scope = input.scope('peer');
  if (isScope(scope) || peer.length === 0) return planOf([...home, ...peer]);
  const held: Held = {
    path: 'accepterOptions',
    reason: 'CredentialsUnavailable',
    message: `nobody here can change the accepting side: ${scope.none}`,
  };
  return planOf(home, [held]);
}

function option(
  row: PeeringRow,
  { role, side, want }: { role: Role; side: 'requester' | 'accepter'; want: boolean | undefined },
): readonly Action[] {
  const have = row[side].allowRemoteVPCDNSResolution;
  if (want === undefined || want === have) return [];
  const member =
    side === 'requester' ? 'RequesterPeeringConnectionOptions' : 'AccepterPeeringConnectionOptions';
  return [
    {
      role,
      operation: 'ModifyVpcPeeringConnectionOptions',
      does: 'set',
      input: { VpcPeeringConnectionId: row.id, [member]: { AllowDnsResolutionFromRemoteVpc: want } },
      changes: [
        change(`${side}Options.allowRemoteVPCDNSResolution`, {
          from: have,
          to: want,
          why: 'the option differs from what is declared',
        }),
      ],
    },
  ];
}
