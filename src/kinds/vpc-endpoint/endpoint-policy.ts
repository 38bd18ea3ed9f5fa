// The endpoint policy: declared against what AWS has. https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
import type { Json } from '../../model/json.ts';
import type { Input, Plan } from '../../model/kind.ts';
import type { ServiceOffer, VpcEndpointRow } from '../../tables/vpc-endpoints.ts';
import { change, refuse } from '../planning.ts';
import { type ModifyPart, nothing } from './modify-part.ts';
import { isFullAccess, samePolicy, shownPolicy } from './policy-document.ts';
import type { VPCEndpointSpec } from './vpc-endpoint.schema.ts';

/** https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html: characters, white space included. */
const LONGEST_POLICY = 20_480;

export function policyProblem(
  { spec }: Input<VPCEndpointSpec>,
  row: VpcEndpointRow,
  offers: readonly ServiceOffer[] | undefined,
): Plan | undefined {
  const policy = spec.policyDocument;
  if (policy === undefined || Object.keys(policy).length === 0) return undefined;
  const length = JSON.stringify(policy).length;
  if (length > LONGEST_POLICY)
    return refuse(
      'policyDocument',
      `the policy has ${length} characters: at most ${LONGEST_POLICY} are allowed`,
    );
  const offer = offers?.find((one) => one.type === row.type);
  const isKnown =
    offer === undefined ? row.policy !== '' || row.type !== 'GatewayLoadBalancer' : offer.policySupported;
  return isKnown
    ? undefined
    : refuse('policyDocument', `${row.serviceName} takes no endpoint policy: leave it out`);
}

export function policyPart({ spec }: Input<VPCEndpointSpec>, row: VpcEndpointRow): ModifyPart {
  const policy = spec.policyDocument;
  if (policy === undefined) return nothing;
  const from: Json = row.policy === '' ? null : shownPolicy(row.policy);
  if (Object.keys(policy).length === 0) {
    if (row.policy === '' || isFullAccess(row.policy)) return nothing;
    const why = 'no policy is declared: full access';
    return {
      input: { ResetPolicy: true },
      changes: [change('policyDocument', { from, to: null, why })],
      held: [],
    };
  }
  const text = JSON.stringify(policy);
  if (samePolicy(text, row.policy)) return nothing;
  const why = 'the policy differs in its meaning; what it does not allow any more is cut off';
  const step = change('policyDocument', { from, to: shownPolicy(text), why, risk: 'Interrupts' });
  return { input: { PolicyDocument: text }, changes: [step], held: [] };
}
