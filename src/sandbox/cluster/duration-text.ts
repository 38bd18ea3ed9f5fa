// Ages as kubectl prints them ("5m", "2d3h"): k8s.io/apimachinery/pkg/util/duration HumanDuration.
const SECOND_MS = 1000;
const MINUTE_S = 60;
const HOUR_M = 60;
const DAY_H = 24;
const YEAR_D = 365;

export function humanDuration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / SECOND_MS);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < MINUTE_S * 2) return `${seconds}s`;
  const minutes = Math.floor(seconds / MINUTE_S);
  if (minutes < 10) return join(minutes, 'm', seconds % MINUTE_S, 's');
  if (minutes < HOUR_M * 3) return `${minutes}m`;
  const hours = Math.floor(minutes / HOUR_M);
  if (hours < 8) return join(hours, 'h', minutes % HOUR_M, 'm');
  if (hours < DAY_H * 2) return `${hours}h`;
  const days = Math.floor(hours / DAY_H);
  if (days < 8) return join(days, 'd', hours % DAY_H, 'h');
  if (days < YEAR_D * 2) return `${days}d`;
  const years = Math.floor(days / YEAR_D);
  if (years < 8) return join(years, 'y', days % YEAR_D, 'd');
  return `${years}y`;
}

function join(first: number, firstUnit: string, second: number, secondUnit: string): string {
  return second === 0 ? `${first}${firstUnit}` : `${first}${firstUnit}${second}${secondUnit}`;
}

/** The age of a timestamp, `<unknown>` when there is none. */
export function ageOf(timestamp: unknown, nowMs: number): string {
  const then = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  return Number.isNaN(then) ? '<unknown>' : humanDuration(nowMs - then);
}
