// What the three implementations of the Metrics port promise alike: declared names only, and a table that is sound.
import { describe, expect, it } from 'vitest';
import { metricTable } from './metric-table.ts';
import { memoryMetrics, prometheusMetrics, silentMetrics } from './metrics.ts';

describe('the table of metrics', () => {
  it('declares every name once, with units in the names', () => {
    const names = metricTable.map((metric) => metric.name);
    expect(new Set(names).size).toBe(names.length);
    for (const metric of metricTable) {
      expect(metric.name).toMatch(/^vpcraft_[a-z_]+$/);
      expect(metric.name.endsWith('_total')).toBe(metric.type === 'counter');
      expect(metric.type === 'histogram').toBe(metric.buckets !== undefined);
      expect(metric.help).toMatch(/\.$/);
    }
  });

  it('has no label that could carry the name of an object', () => {
    const labels = new Set(metricTable.flatMap((metric) => metric.labels));
    for (const unbounded of ['name', 'namespace', 'key', 'id', 'awsId', 'uid'])
      expect(labels.has(unbounded)).toBe(false);
  });
});

describe.each([
  ['prometheus', prometheusMetrics],
  ['memory', memoryMetrics],
  ['silent', silentMetrics],
])('the %s metrics', (_, make) => {
  it('refuse a name that is not declared', () => {
    expect(() => make().count('vpcraft_unheard_of_total')).toThrow(
      'vpcraft_unheard_of_total is not declared',
    );
  });
  it('refuse a label that is not declared, and a label that is left out', () => {
    const labels = { operation: 'CreateVpc', code: 'OK' };
    expect(() => make().count('vpcraft_aws_calls_total', { ...labels, name: 'shop' })).toThrow(
      'has the labels [code,operation]',
    );
    expect(() => make().count('vpcraft_aws_calls_total', { operation: 'CreateVpc' })).toThrow(
      'has the labels [code,operation]',
    );
  });
  it('refuse a metric that is used as another type', () => {
    expect(() => make().observe('vpcraft_leader', 1)).toThrow('is a gauge, not a histogram');
  });
});

describe('prometheus metrics', () => {
  it('answer in the text format, with the process’s own metrics', async () => {
    const metrics = prometheusMetrics();
    metrics.count('vpcraft_aws_calls_total', { operation: 'CreateVpc', code: 'OK' }, 2);
    metrics.set('vpcraft_leader', 1);
    metrics.observe('vpcraft_aws_call_seconds', 0.02, { operation: 'CreateVpc' });
    const text = await metrics.text();
    expect(text).toContain('vpcraft_aws_calls_total{operation="CreateVpc",code="OK"} 2');
    expect(text).toContain('vpcraft_leader 1');
    expect(text).toContain('vpcraft_aws_call_seconds_bucket{le="0.025",operation="CreateVpc"} 1');
    expect(text).toContain('process_resident_memory_bytes');
  });
});

describe('memory metrics', () => {
  it('sum a counter over labels, and answer for one set of labels', () => {
    const metrics = memoryMetrics();
    metrics.count('vpcraft_sweep_calls_total', { table: 'vpcs' });
    metrics.count('vpcraft_sweep_calls_total', { table: 'subnets' }, 3);
    expect(metrics.value('vpcraft_sweep_calls_total')).toBe(4);
    expect(metrics.value('vpcraft_sweep_calls_total', { table: 'subnets' })).toBe(3);
    expect(metrics.value('vpcraft_sweep_calls_total', { table: 'gateways' })).toBe(0);
  });
  it('keep every observation in order', () => {
    const metrics = memoryMetrics();
    metrics.observe('vpcraft_kube_request_seconds', 2, { verb: 'get' });
    metrics.observe('vpcraft_kube_request_seconds', 1, { verb: 'get' });
    expect(metrics.observations('vpcraft_kube_request_seconds', { verb: 'get' })).toEqual([2, 1]);
  });
});
