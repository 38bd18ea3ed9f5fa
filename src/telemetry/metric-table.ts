// Every metric of the controller, declared once: name, help, type, labels, buckets. Separate from the registry so that
// documentation and tests read the same list. Always holds: durations are in seconds, counters end in _total, no label
// ever carries an object's name or an AWS id, so the number of series is bounded by kinds, operations, accounts and regions.

export type MetricDeclaration = {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  labels: readonly string[];
  /** Upper bounds, in the metric's unit; histograms only. */
  buckets?: readonly number[];
};

/** Seconds; one HTTP call to AWS or Kubernetes takes 5 ms to its 30 s time-out. */
const CALL_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Seconds; waits for a rate limit or a worker range from nothing to the minutes of PrivateLink's 0.3 calls a second. */
const WAIT_BUCKETS = [0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 300];
/** Seconds; an internet gateway takes two, a VPN connection ten minutes. */
const READY_BUCKETS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800];

const aws: readonly MetricDeclaration[] = [
  {
    name: 'vpcraft_aws_calls_total',
    help: 'Calls sent to AWS, by operation and AWS error code (OK when it succeeded, NoAnswer when none came).',
    type: 'counter',
    labels: ['operation', 'code'],
  },
  {
    name: 'vpcraft_aws_call_seconds',
    help: 'Duration of one call to AWS.',
    type: 'histogram',
    labels: ['operation'],
    buckets: CALL_BUCKETS,
  },
  {
    name: 'vpcraft_limiter_waits_total',
    help: 'Calls that the own rate limit sent back to wait.',
    type: 'counter',
    labels: ['operation'],
  },
  {
    name: 'vpcraft_limiter_wait_seconds',
    help: 'How long a call was sent back for by the own rate limit.',
    type: 'histogram',
    labels: ['operation'],
    buckets: WAIT_BUCKETS,
  },
  {
    name: 'vpcraft_sweep_age_seconds',
    help: 'Age of the last complete sweep of a table: how old the picture of AWS is.',
    type: 'gauge',
    labels: ['account', 'region', 'table'],
  },
  {
    name: 'vpcraft_sweep_calls_total',
    help: 'Describe calls made by sweeps.',
    type: 'counter',
    labels: ['table'],
  },
  {
    name: 'vpcraft_scope_frozen',
    help: '1 while nothing is created or destroyed because too much disappeared from AWS at once, else 0.',
    type: 'gauge',
    labels: ['account', 'region'],
  },
];

const kube: readonly MetricDeclaration[] = [
  {
    name: 'vpcraft_kube_requests_total',
    help: 'Requests to the Kubernetes API, by HTTP status (NoAnswer when none came).',
    type: 'counter',
    labels: ['verb', 'resource', 'code'],
  },
  {
    name: 'vpcraft_kube_request_seconds',
    help: 'Duration of one request to the Kubernetes API, watches left out.',
    type: 'histogram',
    labels: ['verb'],
    buckets: CALL_BUCKETS,
  },
  {
    name: 'vpcraft_watch_age_seconds',
    help: 'Seconds since the watch of a kind last proved to be alive.',
    type: 'gauge',
    labels: ['kind'],
  },
  {
    name: 'vpcraft_stale_watch_holds_total',
    help: 'Passes that took nothing away because the watch of a kind was silent for too long.',
    type: 'counter',
    labels: ['kind'],
  },
  {
    name: 'vpcraft_relists_total',
    help: 'Complete lists after the first one, by what made them necessary.',
    type: 'counter',
    labels: ['kind', 'cause'],
  },
  {
    name: 'vpcraft_listener_errors_total',
    help: 'Defects: a listener of the object store threw.',
    type: 'counter',
    labels: ['kind'],
  },
  {
    name: 'vpcraft_events_total',
    help: 'Kubernetes events, by what became of them.',
    type: 'counter',
    labels: ['result'],
  },
  {
    name: 'vpcraft_leader',
    help: '1 while this process holds the lease, else 0.',
    type: 'gauge',
    labels: [],
  },
];

const engine: readonly MetricDeclaration[] = [
  {
    name: 'vpcraft_reconciles_total',
    help: 'Passes over objects, by result.',
    type: 'counter',
    labels: ['kind', 'result'],
  },
  {
    name: 'vpcraft_reconcile_seconds',
    help: 'Duration of one pass over one object.',
    type: 'histogram',
    labels: ['kind'],
    buckets: CALL_BUCKETS,
  },
  {
    name: 'vpcraft_queue_depth',
    help: 'Objects that wait for a worker.',
    type: 'gauge',
    labels: ['priority'],
  },
  {
    name: 'vpcraft_queue_wait_seconds',
    help: 'How long an object waited for a worker.',
    type: 'histogram',
    labels: ['priority'],
    buckets: WAIT_BUCKETS,
  },
  {
    name: 'vpcraft_objects',
    help: 'Objects, by the status of their condition Ready and its reason.',
    type: 'gauge',
    labels: ['kind', 'ready', 'reason'],
  },
  {
    name: 'vpcraft_time_to_ready_seconds',
    help: 'From the creation of an object to its first Ready.',
    type: 'histogram',
    labels: ['kind'],
    buckets: READY_BUCKETS,
  },
  {
    name: 'vpcraft_drift_found_total',
    help: 'Differences that nobody declared, found in AWS.',
    type: 'counter',
    labels: ['kind'],
  },
  {
    name: 'vpcraft_drift_repaired_total',
    help: 'Differences that nobody declared, put right.',
    type: 'counter',
    labels: ['kind'],
  },
  {
    name: 'vpcraft_garbage_found',
    help: 'Things in AWS that carry this cluster’s owner tags while their object does not exist.',
    type: 'gauge',
    labels: ['kind'],
  },
  {
    name: 'vpcraft_duplicates_found',
    help: 'Things in AWS that carry the owner tags of an object which has recorded another one.',
    type: 'gauge',
    labels: ['kind'],
  },
  {
    name: 'vpcraft_duplicates_removed_total',
    help: 'Empty duplicates that were deleted.',
    type: 'counter',
    labels: ['kind'],
  },
];

const processWide: readonly MetricDeclaration[] = [
  {
    name: 'vpcraft_event_loop_delay_max_seconds',
    help: 'Longest pause of the event loop since the metrics were last read.',
    type: 'gauge',
    labels: [],
  },
  {
    name: 'vpcraft_event_loop_longest_pause_seconds',
    help: 'Longest pause of the event loop since the process started.',
    type: 'gauge',
    labels: [],
  },
  {
    name: 'vpcraft_build_info',
    help: 'Always 1; the labels say what runs.',
    type: 'gauge',
    labels: ['version', 'node'],
  },
];

export const metricTable: readonly MetricDeclaration[] = [...aws, ...kube, ...engine, ...processWide];
