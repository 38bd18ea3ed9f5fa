// Which service is meant, and whether it can be connected to in this way.
// https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
import type { Input, Plan } from '../../model/kind.ts';
import { isScope } from '../../model/scope.ts';
import type { ServiceOffer } from '../../tables/vpc-endpoints.ts';
import { refuse } from '../planning.ts';
import type { VPCEndpointSpec } from './vpc-endpoint.schema.ts';

/** Full names begin with the domain of the service's owner, written backwards. Same page. */
const FULL_NAME = /^(com|cn|aws)\./;
/** Services of others: https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html */
const OF_OTHERS = /(^|\.)vpce-svc-/;

export type NamedService = {
  name: string;
  /** Region where it is hosted, if it is not that of the endpoint. */
  region: string | undefined;
  isAWS: boolean;
};

/** undefined: the spec names none (an adopting one need not), or the object has no region yet. */
export function namedService(input: Input<VPCEndpointSpec>): NamedService | undefined {
  const { service, serviceRegion } = input.spec;
  const home = input.scope('home');
  if (service === undefined || !isScope(home)) return undefined;
  const region = serviceRegion === home.region ? undefined : serviceRegion;
  const name = FULL_NAME.test(service) ? service : `com.amazonaws.${region ?? home.region}.${service}`;
  return { name, region, isAWS: !OF_OTHERS.test(name) };
}

/** How the detail of a service is asked for. */
export function keyOf({ name, region }: NamedService): string {
  return region === undefined ? name : `${name} ${region}`;
}

/** What AWS's own list says against an endpoint of this type; services of others are not always listed. */
export function serviceProblem(
  service: NamedService,
  type: string,
  offers: readonly ServiceOffer[],
): Plan | undefined {
  if (!service.isAWS || offers.some((offer) => offer.type === type)) return undefined;
  if (offers.length === 0)
    return refuse(
      'service',
      `there is no service ${service.name}: the names are listed by aws ec2 describe-vpc-endpoint-services`,
    );
  const types = offers.map((offer) => offer.type).join(' and ');
  return refuse('type', `${service.name} can be reached through endpoints of type ${types}, not ${type}`);
}
