// One measured figure with its bar, and how it is printed.
export type Figure = { name: string; value: number; unit: string; atMost?: number };

export function figureLine({ name, value, unit, atMost }: Figure): string {
  const text = `${Number.isInteger(value) ? value : value.toFixed(2)} ${unit}`;
  const bar = atMost === undefined ? '' : value <= atMost ? `≤ ${atMost} ✓` : `> ${atMost} ✗`;
  return `  ${name.padEnd(66)} ${text.padStart(14)}  ${bar}`;
}

export function isMet({ value, atMost }: Figure): boolean {
  return atMost === undefined || value <= atMost;
}
