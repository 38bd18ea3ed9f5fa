// The half of docs/fidelity.md about EC2: cases by the family of pages that settle them, each judge's agreement, and every
// difference of moto and every open question by its page.
import type { Case } from './ec2/case.ts';
import { allCases } from './ec2/cases/all.ts';
import { MOTO } from '../support/moto.ts';
import { readMotoDifferences } from './ec2/moto-recording.ts';
import { controllerOnMoto } from './fidelity-moto.ts';
import { item, table, wrapped } from '../../src/codegen/markdown.ts';

const AWS = 'https://docs.aws.amazon.com/';
const EC2 = 'AWSEC2/latest/';
/** The first that matches counts. */
const FAMILIES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/APIReference\/errors-overview/, 'EC2 API: error codes'],
  [/AWSEC2\/latest\/APIReference/, 'EC2 API: operations and types'],
  [/ec2-api-pagination/, 'EC2 API: pages'],
  [/ec2-api-idempotency/, 'EC2 API: idempotency'],
  [/Using_Filtering/, 'EC2 guide: filters'],
  [/Using_Tags/, 'EC2 guide: tags'],
  [/(AWSEC2\/latest\/UserGuide|ec2\/latest\/devguide)/, 'EC2 guides: others'],
  [/amazon-vpc-limits/, 'VPC guide: quotas'],
  [/vpc\/latest\/userguide/, 'VPC guide: others'],
  [/vpc\/latest\/peering/, 'VPC peering guide'],
  [/vpc\/latest\/privatelink/, 'PrivateLink guide'],
];
const REST = 'other services';

function familyOf({ page }: Case): string {
  return FAMILIES.find(([pattern]) => pattern.test(page))?.[1] ?? REST;
}

type Settled = Case & { unsettled?: undefined };
function isSettled(one: Case): one is Settled {
  return one.unsettled === undefined;
}

function count(cases: readonly Case[], differing: ReadonlySet<string>): (string | number)[] {
  const settled = cases.filter(isSettled);
  const agreed = settled.filter(({ name }) => !differing.has(name)).length;
  return [cases.length, cases.length - settled.length, settled.length, agreed];
}

/** Headings for the pages that the cases cite, with what is to be said of each case. */
function byPage(cases: readonly Case[], say: (one: Case) => string): string[] {
  const pages = [...new Set(cases.map(({ page }) => page))].sort();
  return pages.flatMap((page) => [
    `[${page.slice(AWS.length).replace(EC2, '').replace('.html', '')}](${page}):`,
    '',
    ...cases.filter((one) => one.page === page).flatMap((one) => item(say(one))),
    '',
  ]);
}

export function ec2Half(): string[] {
  const differing = new Set(Object.keys(readMotoDifferences()));
  const names = [...FAMILIES.map(([, name]) => name), REST];
  const rows = names.map((name) => [
    name,
    ...count(
      allCases.filter((one) => familyOf(one) === name),
      differing,
    ),
  ]);
  const listed = allCases.filter((one) => isSettled(one) && one.motoDiffers !== undefined);
  const open = allCases.filter((one) => !isSettled(one));
  const settled = allCases.length - open.length;
  return [
    '## EC2',
    '',
    ...wrapped(
      `${allCases.length} cases in test/contract/ec2/cases, each with the AWS page that settles it; ${open.length} are open, ` +
        'because no page settles them, and count neither way. Every operation that the controller uses is covered by a success ' +
        'and by a refusal (test/contract/ec2/coverage.test.ts, with the exceptions).',
    ),
    '',
    ...table(
      ['judge', 'agrees', 'of', 'run by'],
      [
        ['the simulator, in process', settled, settled, '`npm test`'],
        ['the simulator over HTTP, by the AWS SDK for JavaScript', settled, settled, '`npm test`'],
        ['the simulator over HTTP, by boto3 1.44.3', settled, settled, '`npm run test:e2e`'],
        [`${MOTO.replace('==', ' ')}`, settled - differing.size, settled, '`.ci/run contract`'],
      ],
    ),
    ...wrapped(
      'The simulator has to agree with all, else the tests fail. boto3, the AWS CLI 1.46.3 and the AWS SDK for Go 1.48.0 also make, ' +
        'wait for, list, filter and delete a whole network on it, with their own waiters and paginators: ' +
        'test/e2e/clients.test.ts. Of moto, the step at which each case differs is recorded in test/contract/ec2/recorded; ' +
        'another difference, or one less, fails the judging.',
    ),
    '',
    ...table(
      ['pages', 'cases', 'open', 'settled', 'moto agrees'],
      [...rows, ['all', ...count(allCases, differing)]],
    ),
    '### Where moto answers otherwise',
    '',
    ...wrapped(`${listed.length} cases, by the AWS page that settles them against moto.`),
    '',
    ...byPage(listed, ({ name, motoDiffers }) => `${name}: *${motoDiffers}*`),
    ...controllerOnMoto(),
    '### What no page settles',
    '',
    ...wrapped(
      `${open.length} cases that are run and shown, by the AWS page that comes nearest. The simulator chose one answer; the ` +
        'controller must not depend on it.',
    ),
    '',
    ...byPage(open, ({ name, unsettled }) => `${name}: *${unsettled}*`),
  ];
}
