// Markdown of generated pages: lines of at most 100 columns where words allow it. Separate so that every page is wrapped in one
// place. What is long stands in lists: a row of a table cannot be wrapped.
const WIDTH = 100;
/** Not before what would begin a list, a heading or a quotation at the beginning of a line. */
const BREAKS = / (?!(?:[-+*>#|]+|\d+[.)])(?: |$))/;

/** A table whose columns are as wide as their widest cell. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...rest] = cells;
  return [line(first), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rest.map(line), ''];
}

/** Words in lines; `indent` begins each line but the first. */
export function wrapped(text: string, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(BREAKS)) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

export function item(text: string): string[] {
  return wrapped(`- ${text}`, '  ');
}
