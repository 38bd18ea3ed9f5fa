// What no file may contain, and why. Each row is a habit that the code keeps without exception, or with the exceptions named.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findings, isTest, root, sources } from './sources.ts';

const production = sources.filter(({ path }) => path.startsWith('src/') && !isTest(path));

/** Where time, chance and the environment of the process may be touched; everywhere else they come in through ports. */
const OUTSIDE = [
  'src/main.ts',
  'src/config.ts',
  'src/telemetry/',
  'src/model/clock.ts',
  'src/model/virtual-clock.ts',
  'src/model/random.ts',
];
const inside = production.filter(({ path }) => !OUTSIDE.some((place) => path.startsWith(place)));

/** Rooms that must work for any kind: an `if` on a kind's name there means that a fact of the kind is missing. */
const GENERIC_ROOMS = /^src\/(engine|ec2|kube|model)\//;
const KIND_NAMES = [
  'VPC',
  'Subnet',
  'RouteTable',
  'InternetGateway',
  'SecurityGroup',
  'VPCPeeringConnection',
  'NetworkInterface',
  'FlowLog',
  'NetworkACL',
  'DHCPOptions',
  'ElasticIP',
  'NATGateway',
];
const LONGEST_FILE_LINES = 400;
/** Tables of cases grow with what they cover. */
const LONGEST_TEST_LINES = 800;

describe('the sources', () => {
  it.each([
    ['Date.now', /\bDate\.now\b/],
    ['new Date() without an argument', /\bnew Date\(\s*\)/],
    ['setTimeout', /\bsetTimeout\b/],
    ['setInterval', /\bsetInterval\b/],
    ['setImmediate', /\bsetImmediate\b/],
    ['Math.random', /\bMath\.random\b/],
    ['performance.now', /\bperformance\.now\b/],
    ['process.hrtime', /\bprocess\.hrtime\b/],
    ['process.env', /\bprocess\.env\b/],
    ['process.exit', /\bprocess\.exit\b/],
  ])('get time, chance and environment through ports: no %s inside', (_, pattern) => {
    expect(findings(inside, pattern)).toEqual([]);
  });

  it('of engine, ec2, kube and model name no kind', () => {
    const quoted = new RegExp(`['"\`](${KIND_NAMES.join('|')})['"\`/]`);
    const generic = production.filter(({ path }) => GENERIC_ROOMS.test(path));
    expect(findings(generic, quoted, 'code')).toEqual([]);
  });

  it(`have no file longer than ${LONGEST_FILE_LINES} lines, no test longer than ${LONGEST_TEST_LINES}`, () => {
    const limit = (path: string) => (isTest(path) ? LONGEST_TEST_LINES : LONGEST_FILE_LINES);
    const long = sources.filter(({ path, text }) => text.split('\n').length - 1 > limit(path));
    expect(long.map(({ path, text }) => `${path}: ${text.split('\n').length - 1}`)).toEqual([]);
  });

  it('begin with a comment that says what the file is for', () => {
    const bare = sources.filter(
      ({ path, text }) => !path.endsWith('.test.ts') && !/^(#!.*\n)?\/[/*]/.test(text),
    );
    expect(bare.map(({ path }) => path)).toEqual([]);
  });

  it('leave nothing for later', () => {
    const marks = new RegExp(
      `\\b(${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')}|${['X', 'XX'].join('')})\\b`,
    );
    expect(findings(sources, marks, 'text')).toEqual([]);
  });

  it('name no path of somebody’s machine', () => {
    expect(findings(sources, /['"`](\/home\/|\/Users\/|\/work\/|\/root\/|[A-Z]:\\\\)/, 'code')).toEqual([]);
  });

  it('export by name', () => {
    const ours = sources.filter(({ path }) => !path.startsWith('.ci/'));
    expect(findings(ours, /^\s*export default\b/)).toEqual([]);
  });

  it('are named in kebab-case', () => {
    const odd = sources.filter(({ path }) =>
      path.split('/').some((part) => !/^\.?[a-z0-9]+([-.][a-z0-9]+)*$/.test(part)),
    );
    expect(odd.map(({ path }) => path)).toEqual([]);
  });

  it('switch no check off without saying why', () => {
    const silenced = findings(sources, /(biome-ignore|oxlint-disable|@ts-(ignore|expect-error))/, 'text');
    expect(
      silenced.filter(
        (finding) =>
          !/(biome-ignore \S+: \S|@ts-expect-error \S|-- \S)/.test(finding) &&
          !finding.startsWith('test/structure/'),
      ),
    ).toEqual([]);
  });

  it('use no any and no non-null assertion', () => {
    const typed = sources.filter(({ path }) => path.endsWith('.ts'));
    const found = findings(typed, /(:\s*any\b|<any\b|\bas any\b|[\w)\]]!(\.|;|\[|\)|,))/);
    expect(found.filter((finding) => !isExcused(finding))).toEqual([]);
  });
});

/** A line whose `any` is excused by the comment right above it. */
function isExcused(finding: string): boolean {
  const [path = '', line = '0'] = finding.split(':');
  const above = sources.find((source) => source.path === path)?.text.split('\n')[Number(line) - 2] ?? '';
  return above.includes('biome-ignore lint/suspicious/noExplicitAny');
}

describe('the dependencies', () => {
  const manifest: { dependencies: Record<string, string>; devDependencies: Record<string, string> } =
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const imported = new Set(sources.flatMap(({ imports }) => imports.map(({ target }) => target)));

  it('are all used by the sources', () => {
    expect(Object.keys(manifest.dependencies).filter((name) => !imported.has(name))).toEqual([]);
  });

  it('of development are all used, by sources or by commands', () => {
    const commands = [
      readFileSync(join(root, 'package.json'), 'utf8'),
      ...readdirSync(join(root, '.ci')).map((name) => readFileSync(join(root, '.ci', name), 'utf8')),
    ].join('\n');
    const unused = Object.keys(manifest.devDependencies).filter((name) => {
      if (imported.has(name)) return false;
      const typesOf = name.startsWith('@types/') ? name.slice('@types/'.length) : undefined;
      if (typesOf !== undefined) return typesOf !== 'node' && !imported.has(typesOf);
      const command =
        { '@biomejs/biome': 'biome', 'oxlint-tsgolint': '--type-aware', typescript: 'tsc' }[name] ?? name;
      return !commands.includes(command);
    });
    expect(unused).toEqual([]);
  });

  it('are pinned to one version each', () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it('that are imported are declared', () => {
    const declared = new Set([
      ...Object.keys(manifest.dependencies),
      ...Object.keys(manifest.devDependencies),
    ]);
    const packagesUsed = [...imported].filter(
      (target) => !target.startsWith('node:') && !/^(src|test|\.ci|crds)\/|^package\.json$/.test(target),
    );
    expect(packagesUsed.filter((name) => !declared.has(name))).toEqual([]);
  });
});
