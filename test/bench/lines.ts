// How many lines a kind takes here, beside the same resource of the AWS Controllers for Kubernetes (ACK). Lines of files
// as they stand, comments and empty lines included, on both sides; tests and what all kinds share on neither.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kinds } from '../../src/kinds/index.ts';
import { ROOT } from '../support/controller-process.ts';
import type { Figure } from './figure.ts';

/**
 * hand: written by people, in pkg/resource/<kind> (files without "DO NOT EDIT") and in templates/hooks/<kind>; generated:
 * the other Go files of pkg/resource/<kind>, made by ACK's code generator from AWS's model of the API.
 * Counted at https://github.com/aws-controllers-k8s/ec2-controller, commit
 * 623fbf46b9b70a11a40c685591dde2d4bbe43b80 of 2026-08-14. ACK has no network interfaces, and routes and rules as
 * members of their table and group only.
 */
const ack: Readonly<Record<string, { hand: number; generated: number }>> = {
  'dhcp-options': { hand: 205 + 35, generated: 1_701 },
  'egress-only-internet-gateway': { hand: 77 + 24, generated: 1_627 },
  'elastic-ip': { hand: 78 + 36, generated: 1_581 },
  'flow-log': { hand: 78 + 48, generated: 1_923 },
  'internet-gateway': { hand: 360 + 51, generated: 1_782 },
  'managed-prefix-list': { hand: 198 + 37, generated: 1_648 },
  'nat-gateway': { hand: 95 + 53, generated: 2_116 },
  'network-acl': { hand: 614 + 88, generated: 2_005 },
  'route-table': { hand: 343 + 134, generated: 2_646 },
  'security-group': { hand: 967 + 142, generated: 2_289 },
  subnet: { hand: 374 + 61, generated: 2_139 },
  vpc: { hand: 682 + 77, generated: 1_841 },
  'vpc-endpoint': { hand: 237 + 34, generated: 2_477 },
  'vpc-peering-connection': { hand: 121 + 154, generated: 2_212 },
};

type Lines = { logic: number; schema: number };

export async function lines(): Promise<readonly Figure[]> {
  const folder = join(ROOT, 'src/kinds');
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  if (names.length !== kinds.length)
    throw new Error(`${names.length} folders of kinds, but ${kinds.length} kinds in the registry`);
  const rows = names.map(({ name }) => ({ name, ours: linesOf(join(folder, name)), theirs: ack[name] }));
  const row = (...cells: readonly (string | number)[]) =>
    `  ${cells.map((cell, i) => (i === 0 ? String(cell).padEnd(30) : String(cell).padStart(11))).join(' ')}\n`;
  process.stdout.write(row('kind', 'logic', 'schema', 'all', 'ACK hand', 'generated', 'all'));
  for (const { name, ours, theirs } of rows) {
    const { hand = '–', generated = '–' } = theirs ?? {};
    const all = theirs === undefined ? '–' : theirs.hand + theirs.generated;
    process.stdout.write(row(name, ours.logic, ours.schema, ours.logic + ours.schema, hand, generated, all));
  }
  const both = rows.flatMap(({ ours, theirs }) => (theirs === undefined ? [] : [{ ours, theirs }]));
  const total = (of: (one: (typeof both)[number]) => number) => both.reduce((sum, one) => sum + of(one), 0);
  return [
    {
      name: `lines of the ${both.length} kinds that both have`,
      value: total(({ ours }) => ours.logic + ours.schema),
      unit: 'lines',
    },
    { name: 'the same of ACK, by hand', value: total(({ theirs }) => theirs.hand), unit: 'lines' },
    {
      name: 'the same of ACK, with generated ones',
      value: total(({ theirs }) => theirs.hand + theirs.generated),
      unit: 'lines',
    },
  ];
}

/** Schemas carry the documentation of every field and are apart for that. */
function linesOf(folder: string): Lines {
  const found = { logic: 0, schema: 0 };
  for (const file of readdirSync(folder)) {
    // Fakes are of the tests.
    if (file.endsWith('.test.ts') || file.startsWith('fake-')) continue;
    const count = readFileSync(join(folder, file), 'utf8').split('\n').length - 1;
    found[file.endsWith('.schema.ts') ? 'schema' : 'logic'] += count;
  }
  return found;
}
