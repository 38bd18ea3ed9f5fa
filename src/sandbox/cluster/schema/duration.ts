// Durations as a schema's format takes them: Go's ("1h30m"), and numbers with unit words ("2 days"), which add up wherever
// they stand in the text. Follows k8s.io/kube-openapi/pkg/validation/strfmt/duration.go.

const SECONDS: readonly (readonly [readonly string[], string, number])[] = [
  [['ns'], 'nano', 1e-9],
  [['us', 'µs'], 'micro', 1e-6],
  [['ms'], 'milli', 1e-3],
  [['s'], 'sec', 1],
  [['m'], 'min', 60],
  [['h', 'hr'], 'hour', 3600],
  [['d'], 'day', 86_400],
  [['w', 'wk'], 'week', 604_800],
];
const GO_UNITS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};
const GO_DURATION = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;

/** Undefined when the text is no duration. */
export function secondsOf(text: string): number | undefined {
  if (/^[+-]?0$/.test(text)) return 0;
  const go = GO_DURATION.exec(text);
  if (go !== null) {
    const [, sign, parts = ''] = go;
    const total = [...parts.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)].reduce(
      (sum, [, count, unit = '']) => sum + Number(count) * (GO_UNITS[unit] ?? 0),
      0,
    );
    return sign === '-' ? -total : total;
  }
  let found: number | undefined;
  for (const [, count, word = ''] of text.matchAll(/(\d+)\s*([A-Za-zµ]+)/g)) {
    const unit = word.toLowerCase();
    const known = SECONDS.find(([exact, prefix]) => exact.includes(unit) || unit.startsWith(prefix));
    if (known !== undefined) found = (found ?? 0) + Number(count) * known[2];
  }
  return found;
}
