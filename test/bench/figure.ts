// One measured figure with its bar, and how it is printed.
export type Figure = { name: string; value: number; unit: string; atMost?: number; atLeast?: number };

export function figureLine({ name, value, unit, ...bars }: Figure): string {
  const text = `${Number.isInteger(value) ? value : value.toFixed(2)} ${unit}`;
  const mark = isMet({ name, value, unit, ...bars }) ? '✓' : '✗';
  const bar = [
    ...(bars.atLeast === undefined ? [] : [`≥ ${bars.atLeast} ${mark}`]),
    ...(bars.atMost === undefined ? [] : [`≤ ${bars.atMost} ${mark}`]),
  ].join(' ');
  return `  ${name.padEnd(66)} ${text.padStart(14)}  ${bar}`;
}

export function isMet({ value, atMost, atLeast }: Figure): boolean {
  return (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast);
}
