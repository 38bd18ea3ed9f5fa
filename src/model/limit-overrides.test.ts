import { describe, expect, it } from 'vitest';
import { parseLimitOverrides } from './limit-overrides.ts';

describe('parseLimitOverrides', () => {
  it('reads capacity and rate per action', () => {
    expect(parseLimitOverrides(['CreateVpc=200/20', ' CreateVpcEndpoint=8/0.6'])).toEqual({
      CreateVpc: { capacityCalls: 200, callsPerSecond: 20 },
      CreateVpcEndpoint: { capacityCalls: 8, callsPerSecond: 0.6 },
    });
  });

  it.each(['', 'CreateVpc', 'CreateVpc=5', 'CreateVpc=0/5', 'CreateVpc=5/0', 'CreateVpc=-1/5'])(
    'refuses %s',
    (text) => {
      expect(() => parseLimitOverrides([text])).toThrow(/expected Action=capacity\/perSecond/);
    },
  );

  it('refuses two limits for one action', () => {
    expect(() => parseLimitOverrides(['CreateVpc=5/5', 'CreateVpc=6/6'])).toThrow(
      'CreateVpc has two limits: leave one',
    );
  });
});
