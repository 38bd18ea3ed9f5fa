// What users must be able to do, one sample each: how its declaration is edited, how another hand drifts it in AWS, and what
// must then be true there. Data for uses.test.ts, which applies, edits, drifts and deletes each of them with kubectl.
import type { KubeObject } from '../../src/model/object.ts';
import type { Region } from '../../src/sandbox/aws/core/region.ts';
import { ACCOUNT, objectsOf, REGION, type Stage } from '../support/stage.ts';

/** The state of the simulated AWS, and another client of it. */
export type There = {
  stage: Stage;
  region: Region;
  /** Id of an object's thing, as its status shows it. */
  id(kind: string, name: string, namespace?: string): string;
  object(kind: string, name: string, namespace?: string): KubeObject;
  outside(operation: string, input: object): Promise<Readonly<Record<string, unknown>>>;
};

export type Step = {
  /** For people. */
  what: string;
  act(there: There): Promise<unknown>;
  /** The state of the world that must come about. */
  done(there: There): boolean;
};

export type Use = {
  name: string;
  file: string;
  /** Made by another hand before anything is applied. */
  given?: (there: There) => Promise<unknown>;
  /** Checked before anything is waited for. */
  atFirst?: Step;
  steps: readonly Step[];
  /** Says what must not have happened before the deletion, or undefined. */
  never?: (there: There) => string | undefined;
  /** Says what is left of it wrongly after the deletion, or undefined. */
  left?: (there: There) => string | undefined;
};

export function thereOf(stage: Stage, outside: There['outside']): There {
  const object: There['object'] = (kind, name, namespace = 'default') => {
    const found = objectsOf(stage).find(
      (one) => one.kind === kind && one.metadata.name === name && one.metadata.namespace === namespace,
    );
    if (found === undefined) throw new Error(`there is no ${kind} ${namespace}/${name}`);
    return found;
  };
  return {
    stage,
    region: stage.aws.region(ACCOUNT, REGION),
    object,
    id: (kind, name, namespace) => String(object(kind, name, namespace).status?.id),
    outside,
  };
}

const patch = (resource: string, name: string, spec: object, namespace = 'default') => ({
  act: ({ stage }: There) =>
    stage.kubectl(
      'patch',
      `${resource}.vpcraft.dev`,
      name,
      '-n',
      namespace,
      '--type=merge',
      '-p',
      JSON.stringify({ spec }),
    ),
});

function routesOf({ region, id }: There, table: string, namespace?: string) {
  return region.routeTables.get(id('RouteTable', table, namespace))?.Routes ?? [];
}

function rulesOf({ region, id }: There, group: string, namespace?: string) {
  const groupID = id('SecurityGroup', group, namespace);
  return region.securityGroupRules.filter((row) => row.GroupId === groupID);
}

const since = (there: There, operation: string) =>
  there.stage.aws.ledger.query({ operation, tookEffect: true });

const threeZones: Use = {
  name: 'three tiers over three zones, dual stack, a NAT gateway per zone',
  file: 'three-zones.yaml',
  steps: [
    {
      what: 'a zone uses the NAT gateway of another',
      ...patch('routetables', 'tiers-private-a', {
        routes: [
          { destination: '0.0.0.0/0', natGatewayRef: { name: 'tiers-c' } },
          { destination: '::/0', egressOnlyInternetGatewayRef: { name: 'tiers' } },
        ],
      }),
      done: (there) =>
        routesOf(there, 'tiers-private-a').some(
          ({ NatGatewayId }) => NatGatewayId === there.id('NATGateway', 'tiers-c'),
        ),
    },
    {
      what: 'another hand deletes the way out for IPv6',
      act: (there) =>
        there.outside('DeleteRoute', {
          RouteTableId: there.id('RouteTable', 'tiers-private-c'),
          DestinationIpv6CidrBlock: '::/0',
        }),
      done: (there) =>
        routesOf(there, 'tiers-private-c').some(
          ({ DestinationIpv6CidrBlock }) => DestinationIpv6CidrBlock === '::/0',
        ),
    },
  ],
  never: (there) =>
    routesOf(there, 'tiers-database').some(({ Origin }) => Origin === 'CreateRoute')
      ? 'the database tier has a way out'
      : undefined,
};

const privateInstances: Use = {
  name: 'instances without internet, managed through interface endpoints',
  file: 'private-instances.yaml',
  steps: [
    {
      what: 'private DNS of one endpoint is switched off',
      ...patch('vpcendpoints', 'office-ssm', { privateDNSEnabled: false }),
      done: ({ region, id }) =>
        region.vpcEndpoints.get(id('VPCEndpoint', 'office-ssm'))?.PrivateDnsEnabled === false,
    },
    {
      what: 'another hand revokes the rule that admits the instances',
      act: (there) =>
        there.outside('RevokeSecurityGroupIngress', {
          GroupId: there.id('SecurityGroup', 'office-endpoints'),
          SecurityGroupRuleIds: rulesOf(there, 'office-endpoints').flatMap((rule) =>
            rule.IsEgress === true ? [] : [rule.SecurityGroupRuleId],
          ),
        }),
      done: (there) =>
        rulesOf(there, 'office-endpoints').some(
          ({ FromPort, ReferencedGroupInfo }) =>
            FromPort === 443 &&
            ReferencedGroupInfo?.GroupId === there.id('SecurityGroup', 'office-instances'),
        ),
    },
  ],
};

const endpointRoutes = (there: There, table: string) =>
  routesOf(there, table).filter(({ GatewayId }) => GatewayId?.startsWith('vpce-'));

const gatewayEndpoints: Use = {
  name: 'S3 and DynamoDB through gateway endpoints, whose routes nobody calls drift',
  file: 'gateway-endpoints.yaml',
  steps: [
    {
      what: 'one endpoint serves one table only',
      ...patch('vpcendpoints', 'data-s3', { routeTableRefs: [{ name: 'data-storage' }] }),
      done: (there) =>
        there.region.vpcEndpoints.get(there.id('VPCEndpoint', 'data-s3'))?.RouteTableIds.join() ===
        there.id('RouteTable', 'data-storage'),
    },
    {
      what: 'another hand takes the last table away from it',
      act: (there) =>
        there.outside('ModifyVpcEndpoint', {
          VpcEndpointId: there.id('VPCEndpoint', 'data-s3'),
          RemoveRouteTableIds: [there.id('RouteTable', 'data-storage')],
        }),
      done: (there) =>
        endpointRoutes(there, 'data-storage').some(
          ({ GatewayId }) => GatewayId === there.id('VPCEndpoint', 'data-s3'),
        ),
    },
  ],
  never: (there) =>
    there.stage.aws.ledger
      .query({ operation: 'DeleteRoute' })
      .some(({ input }) => JSON.stringify(input).includes('"pl-'))
      ? 'a route of an endpoint was taken for drift'
      : undefined,
};

const aclAndOptions: Use = {
  name: 'a network ACL with denials beside the default one, DHCP options',
  file: 'acl-and-options.yaml',
  steps: [
    {
      what: 'the denied address changes in place',
      ...patch('networkacls', 'vault-data', {
        egress: [{ ruleNumber: 100, action: 'Allow', protocol: 'all', cidrBlock: '10.90.0.0/16' }],
      }),
      done: ({ region, id }) =>
        (region.networkAcls.get(id('NetworkACL', 'vault-data'))?.Entries ?? []).filter(
          ({ Egress, RuleNumber = 0 }) => Egress === true && RuleNumber < 32_767,
        ).length === 1,
    },
    {
      what: 'another hand deletes the denial',
      act: (there) =>
        there.outside('DeleteNetworkAclEntry', {
          NetworkAclId: there.id('NetworkACL', 'vault-data'),
          RuleNumber: 10,
          Egress: false,
        }),
      done: ({ region, id }) =>
        (region.networkAcls.get(id('NetworkACL', 'vault-data'))?.Entries ?? []).some(
          ({ RuleNumber, Egress, RuleAction }) =>
            RuleNumber === 10 && Egress !== true && RuleAction === 'deny',
        ),
    },
  ],
};

function entriesOf({ region, id }: There): readonly string[] {
  const row = region.prefixLists.get(id('ManagedPrefixList', 'partners'));
  const entries = row?.versions[row.Version ?? 0] ?? [];
  return entries.flatMap(({ Cidr }) => Cidr ?? []);
}

const prefixList: Use = {
  name: 'a prefix list used in routes and in rules',
  file: 'prefix-list.yaml',
  steps: [
    {
      what: 'a partner is added',
      ...patch('managedprefixlists', 'partners', {
        entries: [
          { cidr: '192.0.2.0/25', description: 'Payments' },
          { cidr: '192.0.2.128/25', description: 'Shipping' },
          { cidr: '198.51.100.0/24', description: 'Returns' },
        ],
      }),
      done: (there) => entriesOf(there).includes('198.51.100.0/24'),
    },
    {
      what: 'another hand removes a partner',
      act: (there) =>
        there.outside('ModifyManagedPrefixList', {
          PrefixListId: there.id('ManagedPrefixList', 'partners'),
          CurrentVersion: there.region.prefixLists.get(there.id('ManagedPrefixList', 'partners'))?.Version,
          RemoveEntries: [{ Cidr: '192.0.2.0/25' }],
        }),
      done: (there) => entriesOf(there).includes('192.0.2.0/25'),
    },
  ],
};

/** https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html */
const FORMAT = ['srcaddr', 'dstaddr'].map((field) => `\${${field}}`).join(' ');

const flowLogs: Use = {
  name: 'flow logs of VPC, subnet and interface; another format makes the new log before the old one goes',
  file: 'flow-logs.yaml',
  steps: [
    {
      what: 'the VPC’s log gets another format',
      ...patch('flowlogs', 'edge-all', { logFormat: FORMAT }),
      done: ({ region, id }) =>
        region.flowLogs.get(id('FlowLog', 'edge-all'))?.LogFormat === FORMAT &&
        region.flowLogs.filter((row) => row.FlowLogStatus === 'ACTIVE').length === 3,
    },
    {
      what: 'another hand deletes a log',
      act: (there) =>
        there.outside('DeleteFlowLogs', { FlowLogIds: [there.id('FlowLog', 'edge-watched-a-rejected')] }),
      done: ({ region }) => region.flowLogs.filter((row) => row.FlowLogStatus === 'ACTIVE').length === 3,
    },
  ],
  never: (there) => {
    const made = since(there, 'CreateFlowLogs').map(({ atMs }) => atMs);
    const gone = since(there, 'DeleteFlowLogs').map(({ atMs }) => atMs);
    return (made[3] ?? Infinity) < (gone[0] ?? 0)
      ? undefined
      : 'the old log went before the new one was there';
  },
};

const withoutWayOut: Use = {
  name: 'a NAT gateway whose VPC has no internet gateway waits, and says so',
  file: 'nat-without-a-way-out.yaml',
  atFirst: {
    what: 'it waits and names the internet gateway',
    act: async () => {},
    done: (there) => {
      const conditions = (there.object('NATGateway', 'waiting').status?.conditions ?? []) as {
        type: string;
        status: string;
        reason: string;
        message: string;
      }[];
      const ready = conditions.find(({ type }) => type === 'Ready');
      return ready?.reason === 'DependencyNotReady' && /internet gateway/i.test(ready.message);
    },
  },
  steps: [
    {
      what: 'the internet gateway is attached',
      ...patch('internetgateways', 'waiting', { vpcRef: { name: 'waiting' } }),
      done: ({ region, id }) => region.natGateways.get(id('NATGateway', 'waiting'))?.State === 'available',
    },
    {
      what: 'another hand renames it',
      act: (there) =>
        there.outside('CreateTags', {
          Resources: [there.id('NATGateway', 'waiting')],
          Tags: [{ Key: 'Name', Value: 'somebody else' }],
        }),
      done: ({ region, id }) =>
        region.natGateways
          .get(id('NATGateway', 'waiting'))
          ?.Tags.some(({ Key, Value }) => Key === 'Name' && Value === 'waiting') ?? false,
    },
  ],
  never: (there) =>
    since(there, 'CreateNatGateway').length === 1 ? undefined : 'NAT gateways were made and lost',
};

const applicationTeam: Use = {
  name: 'an application team adds a rule and a route by grant, and takes them back',
  file: 'application-team.yaml',
  steps: [
    {
      what: 'the team moves its port',
      ...patch('securitygrouprules', 'metrics', { fromPort: 9200 }, 'shop-team'),
      done: (there) =>
        rulesOf(there, 'shared-web', 'platform').some(({ FromPort }) => FromPort === 9200) &&
        !rulesOf(there, 'shared-web', 'platform').some(({ FromPort }) => FromPort === 9100),
    },
    {
      what: 'another hand deletes the team’s route',
      act: (there) =>
        there.outside('DeleteRoute', {
          RouteTableId: there.id('RouteTable', 'shared', 'platform'),
          DestinationCidrBlock: '198.51.100.0/24',
        }),
      done: (there) =>
        routesOf(there, 'shared', 'platform').some(
          ({ DestinationCidrBlock }) => DestinationCidrBlock === '198.51.100.0/24',
        ),
    },
    {
      what: 'the team takes both back',
      act: ({ stage }) =>
        stage.kubectl(
          'delete',
          'routetableroutes.vpcraft.dev/partner',
          'securitygrouprules.vpcraft.dev/metrics',
          '-n',
          'shop-team',
        ),
      done: (there) =>
        !rulesOf(there, 'shared-web', 'platform').some(({ FromPort }) => FromPort === 9200) &&
        routesOf(there, 'shared', 'platform').filter(({ Origin }) => Origin === 'CreateRoute').length === 1,
    },
  ],
};

const facesOf = ({ region }: There) =>
  JSON.stringify(
    [region.vpcs, region.subnets, region.routeTables, region.networkAcls, region.securityGroups].map(
      (table) => [...table.values()].map(({ Tags: _, ...row }) => row),
    ),
  );
let defaultFaces = '';

const defaultVPC: Use = {
  name: 'the default VPC and its parts, observed, adopted and released without being changed',
  file: 'default-vpc.yaml',
  given: async (there) => {
    await there.outside('CreateDefaultVpc', {});
    defaultFaces = facesOf(there);
  },
  steps: [
    {
      what: 'another hand adds a rule to the default group, on which the object has no opinion',
      act: async (there) => {
        await there.outside('AuthorizeSecurityGroupIngress', {
          GroupId: there.id('SecurityGroup', 'default'),
          IpPermissions: [
            { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
          ],
        });
      },
      done: (there) => rulesOf(there, 'default').length === 3,
    },
  ],
  left: (there) => (facesOf(there) === defaultFaces ? undefined : 'something of the default VPC was changed'),
};

/** A whole VPC adopted with everything in it stands in test/unit/adoption.test.ts, where AWS's ids can be declared. */
export const uses: readonly Use[] = [
  threeZones,
  privateInstances,
  gatewayEndpoints,
  aclAndOptions,
  prefixList,
  flowLogs,
  withoutWayOut,
  applicationTeam,
  defaultVPC,
];
