// What the demo writes: chapters, a progress line that redraws itself on a terminal, tables that fit 100 columns. Colours
// only on a terminal.
import { styleText } from 'node:util';

const onTerminal = process.stdout.isTTY === true;

type Style = Parameters<typeof styleText>[0];

export function styled(style: Style, text: string): string {
  return onTerminal ? styleText(style, text) : text;
}

export function chapter(number: number, title: string): void {
  process.stdout.write(`\n${styled(['bold', 'cyan'], `${number}. ${title}`)}\n`);
}

export function say(text: string): void {
  process.stdout.write(`   ${text}\n`);
}

export function command(text: string): void {
  process.stdout.write(`   ${styled('dim', `$ ${text}`)}\n`);
}

export function block(text: string): void {
  for (const line of text.trimEnd().split('\n')) process.stdout.write(`   ${line.slice(0, 97)}\n`);
}

export function verified(what: string): void {
  process.stdout.write(`   ${styled('green', '✓')} ${what}\n`);
}

/** Columns of the progress bar; chosen. */
const BAR = 30;

/** Redraws one line on a terminal; elsewhere it writes only when `done` changed. */
export class Progress {
  #last = '';

  show(done: number, total: number, text: string): void {
    const filled = Math.round((BAR * done) / Math.max(1, total));
    const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}`;
    const line = `   ${bar} ${String(done).padStart(3)}/${total}  ${text}`.slice(0, 99);
    if (onTerminal) process.stdout.write(`\r\u001b[2K${line}`);
    else if (line !== this.#last) process.stdout.write(`${line}\n`);
    this.#last = line;
  }

  end(): void {
    if (onTerminal) process.stdout.write('\n');
  }
}

/** Rows under their heads, each column as wide as it needs to be. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? '').length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)].join('\n');
}
