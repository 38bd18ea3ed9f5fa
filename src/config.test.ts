// What an operator may write, and what is said to one who wrote something else.
import { describe, expect, it } from 'vitest';
import { ConfigError, type Given, readConfig } from './config.ts';
import { flags, settingMembers, variableOf } from './config-flags.ts';
import { production } from './model/settings.ts';

const enough = { 'cluster-id': 'shop-prod' };

function mistakesOf(given: Given, environment: Given = {}): readonly string[] {
  try {
    readConfig(given, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  it('needs nothing but the cluster id, and is then that of production', () => {
    const config = readConfig({ ...enough, identity: 'pod-1' }, {});
    expect(config.settings).toEqual({
      ...production,
      clusterID: 'shop-prod',
      defaultRegion: undefined,
      flowLogRoleARN: undefined,
    });
    expect(config).toMatchObject({
      healthPort: 8080,
      healthAddress: '127.0.0.1',
      logLevel: 'info',
      identity: 'pod-1',
      controllerNamespace: 'vpcraft-system',
    });
  });

  it('has a flag for every setting, and a unit in the name of every duration', () => {
    expect([...settingMembers].sort()).toEqual(
      ['clusterID', 'defaultRegion', 'flowLogRoleARN', ...Object.keys(production)].sort(),
    );
    for (const flag of flags) {
      if (flag.value === 'SECONDS') expect(flag.name).toMatch(/-seconds$/);
      if (flag.value === 'MILLISECONDS') expect(flag.name).toMatch(/-ms$/);
    }
  });

  it('prefers a flag to its environment variable, and that to the default', () => {
    const environment = { VPCRAFT_SWEEP_SECONDS: '20', VPCRAFT_WORKERS: '8' };
    const { settings } = readConfig({ ...enough, workers: '4' }, environment);
    expect(settings).toMatchObject({ sweepSeconds: 20, workers: 4 });
  });

  it('takes an empty environment variable for one that is not set', () => {
    expect(readConfig(enough, { [variableOf('default-region')]: '' }).settings.defaultRegion).toBeUndefined();
  });

  it('takes limits that AWS raised, and says in one line what is wrong with one', () => {
    const { limitOverrides } = readConfig(
      { ...enough, 'limit-override': 'CreateVpc=200/20, CreateSubnet=100/9.5' },
      {},
    );
    expect(limitOverrides).toEqual({
      CreateVpc: { capacityCalls: 200, callsPerSecond: 20 },
      CreateSubnet: { capacityCalls: 100, callsPerSecond: 9.5 },
    });
    expect(readConfig(enough, {}).limitOverrides).toEqual({});
    expect(mistakesOf({ ...enough, 'limit-override': 'CreateVpc=200/20,CreateSubnet=many' })).toEqual([
      `--limit-override: "CreateVpc=200/20,CreateSubnet=many" does not fit; 'CreateSubnet=many' is no limit: expected Action=capacity/perSecond with numbers above zero, such as CreateVpc=200/20`,
    ]);
  });

  it('is frozen', () => {
    const config = readConfig(enough, {});
    expect(Object.isFrozen(config) && Object.isFrozen(config.settings)).toBe(true);
  });
});

describe('a mistake in the configuration', () => {
  it.each([
    [
      'the cluster id is what makes ownership provable',
      {},
      '--cluster-id is required: give it, or set VPCRAFT_CLUSTER_ID',
    ],
    [
      'tag values and labels must hold it',
      { 'cluster-id': 'a b' },
      '--cluster-id: "a b" does not fit; use 1 to 63 letters',
    ],
    [
      'zones are not regions',
      { ...enough, 'default-region': 'eu-west-1a' },
      'use a region name such as ap-northeast-1',
    ],
    [
      'a host is no URL',
      { ...enough, 'aws-endpoint': 'localhost:4566' },
      '--aws-endpoint: "localhost:4566" does not fit; use a URL',
    ],
    [
      'levels are a closed list',
      { ...enough, 'log-level': 'loud' },
      'use one of debug, info, warn, error, silent',
    ],
    [
      'units belong into the name',
      { ...enough, 'sweep-seconds': '50s' },
      '--sweep-seconds: "50s" does not fit; use a number from 1 to 86400',
    ],
    [
      'half a worker does not work',
      { ...enough, workers: '1.5' },
      '--workers: "1.5" does not fit; use a whole number from 1 to 1000',
    ],
    [
      'a share beyond the whole limit is throttling',
      { ...enough, 'limit-share': '2' },
      'use a number from 0.01 to 1',
    ],
    [
      'two leaders would overlap',
      { ...enough, 'renew-deadline-seconds': '15' },
      '--renew-deadline-seconds must be smaller than --lease-seconds',
    ],
    [
      'an empty path is a forgotten shell variable',
      { ...enough, kubeconfig: '' },
      '--kubeconfig: "" does not fit; give a value',
    ],
  ])('is one line that names flag and cure: %s', (_, given: Given, line) => {
    const mistakes = mistakesOf(given);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(line);
  });

  it('names the environment variable it came from', () => {
    expect(mistakesOf(enough, { VPCRAFT_HEALTH_PORT: 'http' })[0]).toContain(
      '--health-port (from VPCRAFT_HEALTH_PORT)',
    );
  });

  it('does not hide the next one', () => {
    expect(mistakesOf({ workers: '0', 'log-level': 'loud' })).toHaveLength(3);
  });
});
