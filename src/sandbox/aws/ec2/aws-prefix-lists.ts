// The prefix lists that AWS itself keeps in every region. Separate because gateway endpoints, routes, security group rules
// and both describe calls of prefix lists speak of the same ones.
// https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
import { createHash } from 'node:crypto';

export type AwsPrefixList = {
  readonly id: string;
  readonly name: string;
  readonly addressFamily: 'IPv4' | 'IPv6';
  /** CIDR blocks. */
  readonly entries: readonly string[];
  /** How many routes or rules it counts as, same page. */
  readonly weight: number;
};

type Service = 's3' | 'dynamodb' | 's3express';
type Ids = Readonly<Partial<Record<Service, string>>>;

/** As DescribePrefixLists answers them. Two regions may use one id for different lists: ids are a region's own. */
const IDS: Readonly<Record<string, Ids>> = {
  'us-east-1': { s3: 'pl-63a5400a', dynamodb: 'pl-02cd2c6b' },
  'us-east-2': { s3: 'pl-7ba54012', dynamodb: 'pl-4ca54025' },
  'us-west-2': { s3: 'pl-68a54001', dynamodb: 'pl-00a54069' },
  'eu-central-1': { s3: 'pl-6ea54007', dynamodb: 'pl-66a5400f' },
  'eu-west-1': { s3: 'pl-6da54004', dynamodb: 'pl-6fa54006' },
  'ap-northeast-1': { s3: 'pl-61a54008', dynamodb: 'pl-78a54011' },
  'ap-southeast-2': { s3: 'pl-6ca54005', dynamodb: 'pl-62a5400b' },
};

/** A few of the ranges of us-east-1. AWS changes the entries at any time and nobody may build on them, so every region of
 *  the sandbox has the same. */
const ENTRIES: Readonly<Record<Service, readonly string[]>> = {
  s3: ['52.216.0.0/15', '54.231.0.0/16', '3.5.0.0/19'],
  dynamodb: ['52.94.0.0/22', '52.119.224.0/20'],
  s3express: ['18.34.240.0/22', '18.34.72.0/23'],
};
const SERVICES: readonly Service[] = ['s3', 'dynamodb', 's3express'];

/** The page above: S3 and DynamoDB weigh one; so does S3 Express One Zone. */
const WEIGHT = 1;
/** Hexadecimal digits of the short ids that AWS's own lists have. */
const ID_DIGITS = 8;

const known = new Map<string, readonly AwsPrefixList[]>();

/** The lists of a region, in a fixed order. */
export function awsPrefixLists(region: string): readonly AwsPrefixList[] {
  const before = known.get(region);
  if (before !== undefined) return before;
  const lists = SERVICES.map((service): AwsPrefixList => {
    const name = `com.amazonaws.${region}.${service}`;
    const id = IDS[region]?.[service] ?? derivedId(name);
    return { id, name, addressFamily: 'IPv4', entries: ENTRIES[service], weight: WEIGHT };
  });
  known.set(region, lists);
  return lists;
}

/** The list of this id, if it is one of AWS's own in the region. */
export function awsPrefixList(region: string, id: string): AwsPrefixList | undefined {
  return awsPrefixLists(region).find((list) => list.id === id);
}

/** Of lists whose real id is not known: stable, so that two runs agree. */
function derivedId(name: string): string {
  return `pl-${createHash('sha256').update(name).digest('hex').slice(0, ID_DIGITS)}`;
}
