// What the controller cannot do on moto, object by object of the samples, because moto differs from the AWS page named. Data for
// moto.test.ts, which fails when a listed object does not show its gap or another one does, and for docs/fidelity.md.
const API = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_';
const GUIDE = 'https://docs.aws.amazon.com/vpc/latest/userguide/';

type Answer = Readonly<Record<string, unknown>>;
/** Who stands beside the controller: another client of moto, and kubectl. */
export type Hand = {
  call(operation: string, input?: object): Promise<Answer>;
  annotate(key: string, value: string): Promise<void>;
  /** Takes the finalizer away. */
  letGo(): Promise<void>;
  /** The object: its id in AWS as recorded, and what its owner tags say. */
  id: string;
  ownerTags: readonly { Key: string; Value: string }[];
};

export type Gap = {
  /** Kind/namespace/name. */
  objects: readonly string[];
  /** Objects that meet it only when nobody else asks moto about the same table at the same moment. */
  perhaps?: readonly string[];
  /** When the gap is in the way. */
  phase: 'made' | 'deleted';
  /** Every object of the kind has it, whatever it declares. */
  wholeKind?: true;
  /** What moto does. */
  moto: string;
  /** What settles it against moto. */
  page: string;
  /** What the object's condition Ready says meanwhile. */
  shows: RegExp;
  /**
   * How it goes on: not at all, with another declaration (a merge patch of the spec), or by what another hand does to moto, as
   * AWS itself would have done it.
   */
  goesOn: 'stays' | { declare: Answer; what: string } | { hand: (hand: Hand) => Promise<void>; what: string };
};

const inDefault = (kind: string, ...names: readonly string[]) =>
  names.map((name) => `${kind}/default/${name}`);
const zones = (...names: readonly string[]) =>
  names.flatMap((name) => ['a', 'c', 'd'].map((zone) => `${name}-${zone}`));

/** Members of a list in an answer. */
function listOf(answer: Answer, member: string): readonly Answer[] {
  const list = answer[member];
  if (!Array.isArray(list)) throw new Error(`the answer has no list ${member}`);
  return list as readonly Answer[];
}

async function livingSubnets({ call }: Pick<Hand, 'call'>): Promise<ReadonlySet<unknown>> {
  return new Set(listOf(await call('DescribeSubnets'), 'Subnets').map(({ SubnetId }) => SubnetId));
}

export async function disassociateFromDeletedSubnets(hand: Pick<Hand, 'call' | 'id'>): Promise<void> {
  const living = await livingSubnets(hand);
  const Filters = [{ Name: 'route-table-id', Values: [hand.id] }];
  const [table] = listOf(await hand.call('DescribeRouteTables', { Filters }), 'RouteTables');
  for (const { SubnetId, RouteTableAssociationId } of table === undefined
    ? []
    : listOf(table, 'Associations'))
    if (SubnetId !== undefined && !living.has(SubnetId))
      await hand.call('DisassociateRouteTable', { AssociationId: RouteTableAssociationId });
}

async function revokeByID({ call, id }: Hand): Promise<void> {
  const rules = listOf(
    await call('DescribeSecurityGroupRules', { Filters: [{ Name: 'group-id', Values: [id] }] }),
    'SecurityGroupRules',
  );
  const SecurityGroupRuleIds = rules.flatMap((rule) => {
    const { GroupId } = (rule.ReferencedGroupInfo ?? {}) as Answer;
    return GroupId === undefined || GroupId === id ? [] : [rule.SecurityGroupRuleId];
  });
  await call('RevokeSecurityGroupIngress', { GroupId: id, SecurityGroupRuleIds });
}

async function takeTags({ call, id }: Hand, own: Answer): Promise<void> {
  const Tags = listOf(own, 'Tags').filter(({ Key }) => String(Key).startsWith('vpcraft.dev/'));
  await call('DeleteTags', { Resources: [id], Tags });
}

/** The way out that the controller documents, taken only when nothing is left behind by it. */
async function abandonDeleted(hand: Hand): Promise<void> {
  const acls = listOf(await hand.call('DescribeNetworkAcls'), 'NetworkAcls');
  const own = acls.find(({ NetworkAclId }) => NetworkAclId === hand.id);
  const standard = acls.find(({ VpcId, IsDefault }) => VpcId === own?.VpcId && IsDefault === true);
  if (own?.IsDefault === true) await takeTags(hand, own);
  else if (own !== undefined) {
    for (const { NetworkAclAssociationId } of listOf(own, 'Associations'))
      await hand.call('ReplaceNetworkAclAssociation', {
        AssociationId: NetworkAclAssociationId,
        NetworkAclId: standard?.NetworkAclId,
      });
    await hand.call('DeleteNetworkAcl', { NetworkAclId: hand.id });
  }
  await hand.annotate('vpcraft.dev/abandon', hand.id);
}

async function letGoOfNothing({ call, letGo, ownerTags }: Hand): Promise<void> {
  const lists = listOf(await call('DescribeManagedPrefixLists'), 'PrefixLists');
  const owner = JSON.stringify(ownerTags.map(({ Value }) => Value).at(-1));
  const own = lists.filter((one) => JSON.stringify(one).includes(owner));
  if (own.length > 0) throw new Error(`moto has ${JSON.stringify(own)} of ${owner}`);
  await letGo();
}

export const gaps: readonly Gap[] = [
  {
    objects: inDefault('DHCPOptions', 'shop-corp', 'vault'),
    phase: 'made',
    wholeKind: true,
    moto: 'makes a set of DHCP options without the tags of the request',
    page: `${API}CreateDhcpOptions.html`,
    shows: /has lost its owner tags/,
    goesOn: {
      what: 'another hand tags it',
      hand: async ({ call, id, ownerTags }) => {
        await call('CreateTags', { Resources: [id], Tags: ownerTags });
      },
    },
  },
  {
    objects: inDefault('ManagedPrefixList', 'offices', 'partners'),
    phase: 'made',
    wholeKind: true,
    moto: 'breaks down with HTTP 500 when prefix lists are looked for by two tags',
    page: `${API}DescribeManagedPrefixLists.html`,
    shows: /DescribeManagedPrefixLists: HTTP500/,
    goesOn: 'stays',
  },
  {
    objects: inDefault('ManagedPrefixList', 'offices', 'partners'),
    phase: 'deleted',
    wholeKind: true,
    moto: 'breaks down with HTTP 500 when prefix lists are looked for by two tags, so that nobody knows whether there is one',
    page: `${API}DescribeManagedPrefixLists.html`,
    shows: /DescribeManagedPrefixLists: HTTP500/,
    goesOn: {
      what: 'another hand makes sure that there is none, and takes the finalizer away',
      hand: letGoOfNothing,
    },
  },
  {
    objects: inDefault('RouteTable', 'partners'),
    phase: 'made',
    moto: 'has no prefix list for the route, as above',
    page: `${API}DescribeManagedPrefixLists.html`,
    shows: /ManagedPrefixList partners has no AWS id yet/,
    goesOn: {
      what: 'the route names a network',
      declare: {
        routes: [{ destination: '192.0.2.0/24', internetGatewayRef: { name: 'partners' } }],
      },
    },
  },
  {
    objects: inDefault('SecurityGroup', 'partners'),
    phase: 'made',
    moto: 'forgets the description of a rule whose other side is a prefix list',
    page: `${API}ModifySecurityGroupRules.html`,
    shows: /ModifySecurityGroupRules|ManagedPrefixList partners has no AWS id yet/,
    goesOn: {
      what: 'the rule has no description',
      declare: { ingress: [], egress: [{ protocol: 'tcp', fromPort: 443, peers: [{ awsService: 's3' }] }] },
    },
  },
  {
    objects: inDefault(
      'VPCEndpoint',
      'archive-s3',
      'data-dynamodb',
      'data-s3',
      'office-ec2messages',
      'office-ssm',
      'office-ssmmessages',
      'reference-s3',
    ),
    phase: 'made',
    wholeKind: true,
    moto: 'breaks down with HTTP 500 when services are looked for by a filter',
    page: `${API}DescribeVpcEndpointServices.html`,
    shows: /DescribeVpcEndpointServices: HTTP500/,
    goesOn: 'stays',
  },
  {
    objects: inDefault('NetworkACL', 'vault-data'),
    phase: 'made',
    moto: 'forgets type and code of an entry for ICMP',
    page: `${API}NetworkAclEntry.html`,
    shows: /ReplaceNetworkAclEntry|DescribeNetworkAcls: HTTP500/,
    goesOn: {
      what: 'there are no entries for ICMP',
      declare: {
        ingress: [
          { ruleNumber: 10, action: 'Deny', protocol: 'all', cidrBlock: '10.90.0.9/32' },
          { ruleNumber: 100, action: 'Allow', protocol: 'tcp', cidrBlock: '10.90.0.0/16', fromPort: 5432 },
        ],
        egress: [{ ruleNumber: 100, action: 'Allow', protocol: 'all', cidrBlock: '10.90.0.0/16' }],
      },
    },
  },
  {
    objects: inDefault('FlowLog', 'edge-all'),
    phase: 'made',
    moto: 'takes the folder for a part of the bucket’s name, and forgets the format of the files',
    page: `${API}CreateFlowLogs.html`,
    shows: /example-network-logs\/edge\/ does not exist/,
    goesOn: {
      what: 'plain text in a bucket without a folder',
      declare: {
        destination: {
          s3: {
            bucketARN: 'arn:aws:s3:::example-other-logs',
            format: null,
            hivePartitions: null,
            hourlyPartitions: null,
          },
        },
      },
    },
  },
  {
    objects: inDefault(
      'Subnet',
      'shop-public-a',
      ...zones('tiers-public', 'tiers-private', 'tiers-database'),
    ),
    phase: 'made',
    moto: 'writes the state of a subnet’s IPv6 network as the text of a Python dictionary',
    page: `${API}AssociateSubnetCidrBlock.html`,
    shows: /AssociateSubnetCidrBlock/,
    goesOn: {
      what: 'the subnet is IPv4 only',
      declare: { ipv6Index: null, assignIPv6AddressOnCreation: null },
    },
  },
  {
    objects: inDefault(
      'RouteTable',
      'data-application',
      'data-storage',
      'nat-demo-private',
      'nat-demo-public',
      'north',
      'office-private',
      'reference-public',
      ...zones('reference-private'),
      'shop-public',
      ...zones('shop-private'),
      'south',
      'tiers-database',
      ...zones('tiers-private'),
      'tiers-public',
    ),
    phase: 'deleted',
    moto: 'keeps the association of a deleted subnet, and does not delete the table because of it',
    page: `${GUIDE}VPC_Route_Tables.html`,
    shows: /DeleteRouteTable was refused with DependencyViolation; in the way: route table association/,
    goesOn: { what: 'another hand takes the association away', hand: disassociateFromDeletedSubnets },
  },
  {
    objects: inDefault('SecurityGroup', 'reference-app', 'reference-web', 'shop-app', 'shop-web'),
    phase: 'deleted',
    moto: 'finds a rule that names a group only together with its description',
    page: `${API}RevokeSecurityGroupIngress.html`,
    shows: /RevokeSecurityGroupIngress was refused with InvalidPermission\.NotFound/,
    goesOn: { what: 'another hand revokes the rule by its id', hand: revokeByID },
  },
  {
    objects: inDefault('NetworkACL', 'shop-web', 'vault-data'),
    perhaps: inDefault('NetworkACL', 'default'),
    phase: 'deleted',
    wholeKind: true,
    moto: 'does not know the filter network-acl-id, and keeps the association of a deleted subnet',
    page: `${API}DescribeNetworkAcls.html`,
    shows: /DescribeNetworkAcls: HTTP500/,
    goesOn: {
      what: 'another hand deletes what is left of it, or its tags, and it is let go of',
      hand: abandonDeleted,
    },
  },
];

/** What AWS removes together with something else, and moto leaves: whose VPC is gone, and what nobody tagged. */
export const leavings = [
  {
    table: 'networkAcls',
    moto: 'leaves the default network ACL of a deleted VPC',
    page: `${API}DeleteVpc.html`,
  },
  {
    table: 'networkInterfaces',
    moto: 'leaves the network interface of a deleted NAT gateway',
    page: `${GUIDE}nat-gateway-basics.html`,
  },
] as const;
