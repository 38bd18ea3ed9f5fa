// Availability zones, regions and account attributes: what a region has without anybody creating it.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html
// Zone ids: https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html
import type * as EC2 from '@aws-sdk/client-ec2';
import { invalidValue } from '../core/error.ts';
import { compileFilters, type FilterTable } from '../core/filters.ts';
import { type Operation, reads } from '../core/operation.ts';
import type { Tagged } from '../core/table.ts';

/** Three zones in every region of the sandbox; Tokyo's `b` is closed to new accounts. */
const LETTERS = ['a', 'b', 'c'];
const OTHER_LETTERS: Readonly<Record<string, readonly string[]>> = { 'ap-northeast-1': ['a', 'c', 'd'] };
const SHORT: Readonly<Record<string, string>> = {
  northeast: 'ne',
  northwest: 'nw',
  southeast: 'se',
  southwest: 'sw',
  north: 'n',
  south: 's',
  east: 'e',
  west: 'w',
  central: 'c',
};
const REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-2',
  'eu-central-1',
  'eu-west-1',
  'ap-northeast-1',
  'ap-southeast-2',
];

const ALPHABET = 'abcdefghij';

export type Zone = { readonly name: string; readonly id: string };

export function zonesOf(region: string): Zone[] {
  const [area = '', direction = '', number = ''] = region.split('-');
  const short = `${area}${SHORT[direction] ?? direction}${number}`;
  const letters = OTHER_LETTERS[region] ?? LETTERS;
  return letters.map((letter) => ({
    name: `${region}${letter}`,
    id: `${short}-az${ALPHABET.indexOf(letter) + 1}`,
  }));
}

const ZONE_FILTERS: FilterTable<EC2.AvailabilityZone & Tagged> = {
  'group-name': (zone) => [zone.GroupName],
  'opt-in-status': (zone) => [zone.OptInStatus],
  'region-name': (zone) => [zone.RegionName],
  state: (zone) => [zone.State],
  'zone-id': (zone) => [zone.ZoneId],
  'zone-name': (zone) => [zone.ZoneName],
  'zone-type': (zone) => [zone.ZoneType],
};

const REGION_FILTERS: FilterTable<EC2.Region & Tagged> = {
  endpoint: (region) => [region.Endpoint],
  'opt-in-status': (region) => [region.OptInStatus],
  'region-name': (region) => [region.RegionName],
};

const FILTERS = { Name: true, Values: true } as const;

export const ZONE_OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeAvailabilityZones: reads<EC2.DescribeAvailabilityZonesRequest, EC2.DescribeAvailabilityZonesResult>(
    {
      accepts: { ZoneNames: true, ZoneIds: true, AllAvailabilityZones: true, Filters: FILTERS, DryRun: true },
      run({ region }, { ZoneNames, ZoneIds, Filters }) {
        const zones = zonesOf(region.name);
        const unknown = (ZoneNames ?? []).find((name) => !zones.some((zone) => zone.name === name));
        if (unknown !== undefined) invalidValue('ZoneName', unknown, 'Invalid availability zone.');
        const unknownId = (ZoneIds ?? []).find((id) => !zones.some((zone) => zone.id === id));
        if (unknownId !== undefined) invalidValue('ZoneId', unknownId, 'Invalid availability zone-id.');
        const wanted = zones.filter(
          (zone) =>
            (ZoneNames ?? [zone.name]).includes(zone.name) && (ZoneIds ?? [zone.id]).includes(zone.id),
        );
        return {
          AvailabilityZones: filtered(
            wanted.map((zone) => viewZone(region.name, zone)),
            ZONE_FILTERS,
            Filters,
          ),
        };
      },
    },
  ),
  DescribeRegions: reads<EC2.DescribeRegionsRequest, EC2.DescribeRegionsResult>({
    accepts: { RegionNames: true, AllRegions: true, Filters: FILTERS, DryRun: true },
    run({ region }, { RegionNames, Filters }) {
      const names = REGIONS.includes(region.name) ? REGIONS : [...REGIONS, region.name];
      const wanted = names.filter((name) => (RegionNames ?? [name]).includes(name));
      const views = wanted.map((name) => ({
        RegionName: name,
        Endpoint: `ec2.${name}.amazonaws.com`,
        OptInStatus: 'opt-in-not-required',
      }));
      return { Regions: filtered(views, REGION_FILTERS, Filters) };
    },
  }),
  DescribeAccountAttributes: reads<EC2.DescribeAccountAttributesRequest, EC2.DescribeAccountAttributesResult>(
    {
      accepts: { AttributeNames: true, DryRun: true },
      run({ world }, { AttributeNames }) {
        const values: Readonly<Record<string, string>> = {
          'supported-platforms': 'VPC',
          'default-vpc': 'none',
          'vpc-max-security-groups-per-interface': String(world.options.quotas.groupsPerInterface),
        };
        const names = AttributeNames ?? Object.keys(values);
        const known = names.filter((name) => values[name] !== undefined);
        return {
          AccountAttributes: known.map((name) => ({
            AttributeName: name,
            AttributeValues: [{ AttributeValue: values[name] }],
          })),
        };
      },
    },
  ),
};

function viewZone(region: string, zone: Zone): EC2.AvailabilityZone {
  return {
    ZoneName: zone.name,
    ZoneId: zone.id,
    RegionName: region,
    State: 'available',
    OptInStatus: 'opt-in-not-required',
    ZoneType: 'availability-zone',
    GroupName: region,
    NetworkBorderGroup: region,
    Messages: [],
  };
}

function filtered<R extends object>(
  views: R[],
  table: FilterTable<R & Tagged>,
  filters: EC2.Filter[] | undefined,
): R[] {
  const matches = compileFilters(table, filters);
  return views.filter((view, sequence) =>
    matches({ id: '', sequence, row: { ...view, Tags: [] }, filterTags: [] }),
  );
}
