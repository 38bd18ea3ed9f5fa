// Kubernetes' MicroTime: a date with exactly six decimals of a second, which leases and events ask for.
// https://github.com/kubernetes/apimachinery/blob/master/pkg/apis/meta/v1/micro_time.go

/** @param ms milliseconds since the Unix epoch. */
export function microTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}
