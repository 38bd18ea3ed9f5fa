// The implementations of the `Metrics` port: Prometheus for production, one that remembers and one that forgets for tests.
// Separate from the table of metrics, which is data. Always holds: a name or a label that the table does not declare
// throws, in each of them, so that a test finds the mistake and not a dashboard.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../model/ports.ts';
import { type MetricDeclaration, metricTable } from './metric-table.ts';

type Labels = Readonly<Record<string, string>>;

const declared = new Map(metricTable.map((metric) => [metric.name, metric]));

/** @throws Error when the table has no metric of that name and type, or other labels. */
function check(name: string, type: MetricDeclaration['type'], labels: Labels): void {
  const metric = declared.get(name);
  if (metric === undefined) throw new Error(`metric ${name} is not declared: add it to metricTable`);
  if (metric.type !== type) throw new Error(`metric ${name} is a ${metric.type}, not a ${type}`);
  const given = Object.keys(labels).sort().join(',');
  const wanted = [...metric.labels].sort().join(',');
  if (given !== wanted) throw new Error(`metric ${name} has the labels [${wanted}], not [${given}]`);
}

export type PrometheusMetrics = Metrics & {
  /** The text that /metrics answers. */
  text(): Promise<string>;
  contentType: string;
};

/** A registry of its own, so that two controllers in one process (tests, the sandbox) do not mix. */
export function prometheusMetrics(): PrometheusMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  for (const { name, help, type, labels, buckets } of metricTable) {
    const common = { name, help, labelNames: [...labels], registers: [registry] };
    if (type === 'counter') counters.set(name, new Counter(common));
    else if (type === 'gauge') gauges.set(name, new Gauge(common));
    else histograms.set(name, new Histogram({ ...common, buckets: [...(buckets ?? [])] }));
  }
  return {
    count(name, labels = {}, by = 1) {
      check(name, 'counter', labels);
      counters.get(name)?.inc(labels, by);
    },
    observe(name, value, labels = {}) {
      check(name, 'histogram', labels);
      histograms.get(name)?.observe(labels, value);
    },
    set(name, value, labels = {}) {
      check(name, 'gauge', labels);
      gauges.get(name)?.set(labels, value);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

export type MemoryMetrics = Metrics & {
  /** The sum of a counter, the last value of a gauge, or 0. Without labels: the sum over all of them. */
  value(name: string, labels?: Labels): number;
  /** Every value of a histogram, in the order of observation. Without labels: of all of them. */
  observations(name: string, labels?: Labels): readonly number[];
};

/** Remembers everything; for tests and benchmarks. */
export function memoryMetrics(): MemoryMetrics {
  const numbers = new Map<string, Map<string, number>>();
  const series = new Map<string, Map<string, number[]>>();
  const textOf = (labels: Labels) =>
    JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
  const of = <V>(maps: Map<string, Map<string, V>>, name: string) => {
    const map = maps.get(name) ?? new Map<string, V>();
    maps.set(name, map);
    return map;
  };
  const chosen = <V>(map: Map<string, V>, labels: Labels | undefined): V[] =>
    [...map].filter(([key]) => labels === undefined || key === textOf(labels)).map(([, value]) => value);
  return {
    count(name, labels = {}, by = 1) {
      check(name, 'counter', labels);
      const map = of(numbers, name);
      map.set(textOf(labels), (map.get(textOf(labels)) ?? 0) + by);
    },
    observe(name, value, labels = {}) {
      check(name, 'histogram', labels);
      const map = of(series, name);
      map.set(textOf(labels), [...(map.get(textOf(labels)) ?? []), value]);
    },
    set(name, value, labels = {}) {
      check(name, 'gauge', labels);
      of(numbers, name).set(textOf(labels), value);
    },
    value: (name, labels) => chosen(of(numbers, name), labels).reduce((sum, value) => sum + value, 0),
    observations: (name, labels) => chosen(of(series, name), labels).flat(),
  };
}

/** Checks names and labels, keeps nothing. */
export function silentMetrics(): Metrics {
  return {
    count: (name, labels = {}) => check(name, 'counter', labels),
    observe: (name, _value, labels = {}) => check(name, 'histogram', labels),
    set: (name, _value, labels = {}) => check(name, 'gauge', labels),
  };
}
