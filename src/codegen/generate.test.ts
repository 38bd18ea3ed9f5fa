// What must be true of the generated files as a whole: sizes, least privilege, completeness.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { consents } from '../engine/tenancy.ts';
import { isRecord, memberAt } from '../model/json.ts';
import type { WriteOperation } from '../model/operations.ts';
import { generate } from './generate.ts';
import {
  CLUSTER,
  iamAdoptionPolicy,
  iamChangePolicy,
  iamDefaultGroupPolicy,
  iamPolicy,
  LITERAL_STAR,
  type Policy,
} from './iam.ts';
import { writes } from './iam-operations.ts';
import { between } from './readme.ts';
import { resources } from './resources.ts';

/** Design limit: client-side apply puts the whole CRD into an annotation, and annotations hold 256 KiB in all. */
const CRD_BYTES = 256 * 1024;
/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: white space does not count. */
const MANAGED_POLICY_CHARACTERS = 6_144;

const README = '# x\n<!-- kinds:begin -->\n<!-- kinds:end -->\n';
const files = generate(resources, README);
const isWrite = (name: string): name is WriteOperation => Object.hasOwn(writes, name);
const every = Object.keys(writes).filter(isWrite);
const namesOf = (policy: Policy) => policy.Statement.flatMap((statement) => statement.Action);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String */
function isLike(pattern: string, text: string): boolean {
  const parts = pattern.split(/(\$\{\*\}|\*)/).map((part) => {
    if (part === '*') return '.*';
    return (part === LITERAL_STAR ? '*' : part).replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`).test(text);
}

describe('each CRD', () => {
  const crds = resources.map(
    ({ plural }) => [`crds/${plural}.yaml`, files.get(`crds/${plural}.yaml`) ?? ''] as const,
  );

  it.each(crds)('%s is small enough for every way of applying it', (_, text) => {
    expect(text.length).toBeGreaterThan(0);
    expect(Buffer.byteLength(text)).toBeLessThan(CRD_BYTES);
  });

  const schemaOf = (text: string) =>
    memberAt(memberAt(parse(text), 'spec.versions')?.[0 as never], 'schema.openAPIV3Schema.properties');
  // A grant is in force at once and nobody reports on it: with a status as the others it would be waited for in vain.
  const reported = crds.filter(([path]) => path !== 'crds/networkgrants.yaml');
  it('says that it is Ready where nobody reports', () => {
    const status = memberAt(schemaOf(files.get('crds/networkgrants.yaml') ?? ''), 'status.default');
    expect(status).toMatchObject({ conditions: [{ type: 'Ready', status: 'True' }] });
  });

  it.each(reported)('%s begins with a status that nobody takes for current', (_, text) => {
    const schema = schemaOf(text);
    expect(memberAt(schema, 'status.default')).toEqual({ observedGeneration: -1 });
    expect(memberAt(schema, 'status.required')).toBeUndefined();
  });

  it('has names of its own', () => {
    for (const pick of ['plural', 'singular', 'kind', 'shortName'] as const) {
      const names = resources.flatMap((resource) => resource[pick] ?? []);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});

describe('each page', () => {
  const pages = [...files].filter(([path]) => path.startsWith('docs/'));
  it.each(pages)('%s fits 100 columns', (_, text) => {
    expect(text.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });

  it('says what cannot change of the fields that every kind shares, and what words mean', () => {
    const page = (name: string) => (files.get(`docs/reference/${name}.md`) ?? '').replaceAll(/\s+/g, ' ');
    expect(page('vpc')).toContain('`region`: string, cannot change.');
    expect(page('vpc')).toMatch(/`tags`: map of string, can change\./);
    expect(page('awsaccount')).toMatch(/`accountID` \(required\): string, cannot change\./);
    expect(page('networkgrant')).toContain('change: make something in it, attach to it');
    expect(page('routetable')).toContain('Names an InternetGateway;');
    expect(page('settings')).toContain('`--cluster-id ID` (`VPCRAFT_CLUSTER_ID`, required)');
  });
});

describe('the Kubernetes permissions', () => {
  const documents = parseAllDocuments(files.get('deploy/rbac.yaml') ?? '').map((document) => document.toJS());
  const rules: Record<string, string[]>[] = documents
    .filter(isRecord)
    .flatMap((document) => (document.rules ?? []) as never);

  it('name everything: no wildcard, no secrets, no bind, escalate or impersonate', () => {
    const words = rules.flatMap((rule) => Object.values(rule).flat());
    for (const forbidden of [
      '*',
      'secrets',
      'bind',
      'escalate',
      'impersonate',
      'delete',
      'deletecollection',
    ]) {
      expect(words).not.toContain(forbidden);
    }
  });

  it('list and watch our own kinds only', () => {
    const watched = rules.filter((rule) => rule.verbs?.some((verb) => ['list', 'watch'].includes(verb)));
    expect(watched.flatMap((rule) => rule.apiGroups ?? [])).toEqual(['vpcraft.dev']);
  });

  it('never write a spec: only patches of metadata and status of our own kinds', () => {
    const own = rules.filter((rule) => rule.apiGroups?.includes('vpcraft.dev'));
    const verbs = new Set(own.flatMap((rule) => rule.verbs ?? []));
    expect([...verbs].sort()).toEqual(['get', 'list', 'patch', 'place', 'watch']);
  });
});

describe('the AWS permissions', () => {
  const policies = [
    iamPolicy(every),
    iamChangePolicy(every),
    iamAdoptionPolicy(every),
    iamDefaultGroupPolicy(every),
  ];

  it('fit into managed policies, with every operation there is', () => {
    for (const policy of policies) {
      expect(JSON.stringify(policy).length).toBeLessThanOrEqual(MANAGED_POLICY_CHARACTERS);
    }
  });

  it('allow every write that some kind plans, and none that no kind plans', () => {
    const planned = new Set<WriteOperation>([
      'CreateTags',
      'DeleteTags',
      ...resources.flatMap(({ from }) => from?.writes ?? []),
    ]);
    const written = ['deploy/iam-policy.json', 'deploy/iam-policy-change.json'].flatMap((file) => {
      const policy: Policy = JSON.parse(files.get(file) ?? '');
      return namesOf(policy);
    });
    const needed = [...planned].flatMap((operation) => writes[operation].needs ?? []);
    const allowed = written.filter((action) => !/^(ec2:(Describe|Get)|sts:)/.test(action));
    expect(new Set(allowed)).toEqual(
      new Set([...[...planned].map((operation) => `ec2:${operation}`), ...needed]),
    );
  });

  it('change, delete and tag nothing without a condition on a tag', () => {
    const open = policies
      .flatMap((policy) => policy.Statement)
      .filter((statement) => statement.Condition === undefined);
    // Read changes nothing; Name… are what is named beside a conditioned resource; Needs…
    // are done by AWS on things of its own; the last is limited by its ARN.
    expect(
      open
        .map(({ Sid }) => Sid)
        .filter((sid) => !/^(Read|Name[A-Z]\w*|Needs[A-Z]\w*|ReachOtherAccounts)$/.test(sid)),
    ).toEqual([]);
  });

  it('have distinct statement ids of letters and digits, as IAM demands', () => {
    for (const policy of policies) {
      const sids = policy.Statement.map(({ Sid }) => Sid);
      expect(new Set(sids).size).toBe(sids.length);
      for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
    }
  });

  it.each([
    'prod/team',
    'nonprod/team',
    'other/x prod/team',
    'other/x nonprod/team',
    '*/team',
    'other/x */team',
    'x*/team',
    'other/prod/team',
    'prod',
    '',
  ])('take the consent %j as the engine does', (tag) => {
    const conditions = iamAdoptionPolicy(every)
      .Statement.filter(({ Sid }) => Sid.startsWith('UseConsented'))
      .map(({ Condition }) => Condition?.['StringLike']?.['aws:ResourceTag/vpcraft.dev/usable-by'] ?? []);
    expect(conditions.length).toBeGreaterThan(0);
    for (const patterns of conditions)
      expect([patterns].flat().some((pattern) => isLike(pattern.replace(CLUSTER, 'prod'), tag))).toBe(
        consents(tag, ['prod', 'team']),
      );
  });

  it('match in every partition of AWS', () => {
    const resources = policies.flatMap((policy) => policy.Statement).flatMap(({ Resource }) => Resource);
    expect(resources.filter((one) => one.startsWith('arn:') && !one.startsWith('arn:*:'))).toEqual([]);
  });

  it('leave the rules of groups without our tag alone, but for the policy that empties default groups', () => {
    const revoking = (policy: Policy) =>
      policy.Statement.filter(({ Action }) => Action.some((action) => action.startsWith('ec2:Revoke')));
    const ours = { StringEquals: { 'aws:ResourceTag/vpcraft.dev/cluster': CLUSTER } };
    expect([iamPolicy(every), iamAdoptionPolicy(every)].flatMap(revoking)).toEqual([]);
    expect(revoking(iamChangePolicy(every)).map(({ Condition }) => Condition)).toEqual([ours]);
    expect(iamDefaultGroupPolicy(every).Statement).toMatchObject([
      {
        Action: ['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'],
        Condition: { Null: { 'aws:ResourceTag/vpcraft.dev/cluster': 'true' } },
      },
    ]);
  });

  it('name no action and no resource type by wildcard', () => {
    const statements = policies.flatMap((policy) => policy.Statement);
    for (const { Sid, Action, Resource } of statements) {
      expect(Action.filter((action) => action.includes('*'))).toEqual([]);
      if (!/^(Read|Needs(Create|Delete)LogDelivery)$/.test(Sid)) expect(Resource).not.toContain('*');
    }
  });
});

describe('the README', () => {
  it('gets its list between the markers, and nothing else changes', () => {
    const readme = files.get('README.md') ?? '';
    expect(readme).toMatch(/^# x\n<!-- kinds:begin -->\n- \[`VPC`\]/);
    for (const { kind } of resources)
      expect(readme).toContain(`[\`${kind}\`](docs/reference/${kind.toLowerCase()}.md)`);
  });

  it('without markers is an error that names them', () => {
    expect(() => between('# x', 'kinds', '')).toThrow('<!-- kinds:begin -->');
  });
});

describe('every reference page', () => {
  it('describes every field in words', () => {
    const pages = resources.map(({ kind }) => files.get(`docs/reference/${kind.toLowerCase()}.md`) ?? '');
    const items = pages.flatMap((page) => page.replaceAll('\n  ', ' ').split('\n'));
    const fields = items.filter((line) => /^- `[^`]+`( \(required\))?: .*\./.test(line));
    expect(fields.length).toBeGreaterThan(300);
    for (const field of fields) expect(field).toMatch(/\. ["0-9A-Za-z].*[.)]$/);
  });
});

describe('the page of what comes later', () => {
  const page = readFileSync(new URL('../../docs/coming.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const named = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
  const pairs = rows.flatMap((line) => {
    const [, kinds, fields] = line.split('|');
    return named(kinds).flatMap((kind) => named(fields).map((field) => ({ kind, field })));
  });

  it.each(pairs)('names a kind that is there, and a field that is not: $kind $field', ({ kind, field }) => {
    const crd = [...files.values()].find((text) => text.includes(`\n    kind: ${kind}\n`)) ?? '';
    const spec = memberAt(parse(crd), 'spec.versions.0.schema.openAPIV3Schema.properties.spec');
    const paths = pathsIn(spec);
    expect(paths.length).toBeGreaterThan(0);
    expect(paths.filter((path) => path === field || path.endsWith(`.${field}`))).toEqual([]);
  });
});

/** Of all fields in a schema, without the marks of lists. */
function pathsIn(schema: unknown, prefix = ''): readonly string[] {
  const own = memberAt(schema, 'properties');
  const items = memberAt(schema, 'items');
  const members = isRecord(own) ? Object.entries(own) : [];
  return [
    ...members.flatMap(([name, value]) => [`${prefix}${name}`, ...pathsIn(value, `${prefix}${name}.`)]),
    ...(items === undefined ? [] : pathsIn(items, prefix)),
  ];
}
