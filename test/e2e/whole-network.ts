// A small network with one of every kind, and the same after edits: what the tests with foreign faults create, edit, delete.
import { API_VERSION } from '../../src/model/object.ts';
import { REGION } from '../support/stage.ts';

type Spec = Readonly<Record<string, unknown>>;
const net = { vpcRef: { name: 'net' } };
const zone = `${REGION}a`;
const here = { region: REGION };

const created: readonly (readonly [string, string, Spec])[] = [
  [
    'DHCPOptions',
    'names',
    { ...here, domainName: 'shop.example.com', domainNameServers: ['AmazonProvidedDNS'] },
  ],
  [
    'VPC',
    'net',
    {
      ...here,
      cidrBlocks: ['10.20.0.0/16'],
      ipv6: { amazonProvided: true },
      dhcpOptionsRef: { name: 'names' },
    },
  ],
  ['VPC', 'far', { ...here, cidrBlocks: ['10.30.0.0/16'] }],
  ['VPCPeeringConnection', 'far', { requester: net, accepter: { vpcRef: { name: 'far' } } }],
  ['InternetGateway', 'out', net],
  ['EgressOnlyInternetGateway', 'out6', net],
  [
    'ManagedPrefixList',
    'partners',
    { ...here, addressFamily: 'IPv4', maxEntries: 5, entries: [{ cidr: '192.0.2.0/25' }] },
  ],
  [
    'RouteTable',
    'public',
    {
      ...net,
      routes: [
        { destination: '0.0.0.0/0', internetGatewayRef: { name: 'out' } },
        { destination: '::/0', egressOnlyInternetGatewayRef: { name: 'out6' } },
      ],
    },
  ],
  [
    'RouteTable',
    'private',
    { ...net, routes: [{ destination: '0.0.0.0/0', natGatewayRef: { name: 'nat' } }] },
  ],
  [
    'NetworkACL',
    'fence',
    {
      ...net,
      ingress: [{ ruleNumber: 100, action: 'Allow', protocol: 'all', cidrBlock: '0.0.0.0/0' }],
      egress: [{ ruleNumber: 100, action: 'Allow', protocol: 'all', cidrBlock: '0.0.0.0/0' }],
    },
  ],
  [
    'Subnet',
    'public',
    { ...net, cidrBlock: '10.20.1.0/24', availabilityZone: zone, routeTableRef: { name: 'public' } },
  ],
  [
    'Subnet',
    'private',
    {
      ...net,
      cidrBlock: '10.20.2.0/24',
      availabilityZone: zone,
      routeTableRef: { name: 'private' },
      networkACLRef: { name: 'fence' },
    },
  ],
  ['ElasticIP', 'nat', here],
  ['NATGateway', 'nat', { subnetRef: { name: 'public' }, elasticIPRef: { name: 'nat' } }],
  [
    'SecurityGroup',
    'web',
    {
      ...net,
      description: 'web servers',
      ingress: [{ protocol: 'tcp', fromPort: 443, peers: [{ cidrBlock: '0.0.0.0/0' }] }],
    },
  ],
  [
    'SecurityGroupRule',
    'metrics',
    {
      securityGroupRef: { name: 'web' },
      direction: 'Ingress',
      protocol: 'tcp',
      fromPort: 9100,
      peer: { cidrBlock: '10.20.0.0/16' },
    },
  ],
  [
    'RouteTableRoute',
    'lab',
    {
      routeTableRef: { name: 'public' },
      destination: '198.51.100.0/24',
      internetGatewayRef: { name: 'out' },
    },
  ],
  [
    'NetworkInterface',
    'card',
    { subnetRef: { name: 'private' }, securityGroupRefs: [{ name: 'web' }], privateIPAddress: '10.20.2.10' },
  ],
  ['VPCEndpoint', 's3', { ...net, type: 'Gateway', service: 's3', routeTableRefs: [{ name: 'private' }] }],
  [
    'FlowLog',
    'rejected',
    { ...net, trafficType: 'Reject', destination: { s3: { bucketARN: 'arn:aws:s3:::example-logs' } } },
  ],
];

const edits: Readonly<Record<string, Spec>> = {
  'VPC/net': { enableDNSHostnames: true, tags: { team: 'shop' } },
  'ManagedPrefixList/partners': { entries: [{ cidr: '192.0.2.0/25' }, { cidr: '192.0.2.128/25' }] },
  'RouteTable/private': {
    routes: [
      { destination: '0.0.0.0/0', natGatewayRef: { name: 'nat' } },
      { destination: '10.30.0.0/16', vpcPeeringConnectionRef: { name: 'far' } },
    ],
  },
  'NetworkACL/fence': {
    ingress: [
      { ruleNumber: 50, action: 'Deny', protocol: 'tcp', fromPort: 22, cidrBlock: '0.0.0.0/0' },
      { ruleNumber: 100, action: 'Allow', protocol: 'all', cidrBlock: '0.0.0.0/0' },
    ],
  },
  'Subnet/private': { networkACLRef: undefined, routeTableRef: { name: 'public' }, tags: { tier: 'open' } },
  'Subnet/public': { mapPublicIPOnLaunch: true },
  'SecurityGroup/web': {
    ingress: [{ protocol: 'tcp', fromPort: 8443, peers: [{ cidrBlock: '10.0.0.0/8' }] }],
  },
  'SecurityGroupRule/metrics': { fromPort: 9200 },
  'NetworkInterface/card': { sourceDestCheck: false },
  'VPCEndpoint/s3': { routeTableRefs: [{ name: 'private' }, { name: 'public' }] },
};

const objectOf = ([kind, name, spec]: readonly [string, string, Spec]) => ({
  apiVersion: API_VERSION,
  kind,
  metadata: { name, namespace: 'default' },
  spec,
});

export const wholeNetwork = created.map(objectOf);
export const editedNetwork = created.map(([kind, name, spec]) =>
  objectOf([kind, name, { ...spec, ...edits[`${kind}/${name}`] }]),
);
