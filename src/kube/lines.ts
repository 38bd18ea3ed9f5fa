// Splits a stream of bytes into lines as they arrive: a watch is one JSON document per line. A last line without an end
// is handed out too, so that the reader notices that it was cut.

const NEWLINE = '\n';

export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  // Streaming, because a character of several bytes may be divided between two chunks.
  const decoder = new TextDecoder();
  /** Pieces of the line that is not finished: joined once, since appending chunk by chunk would be quadratic. */
  let pieces: string[] = [];
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    let from = 0;
    for (let end = text.indexOf(NEWLINE); end !== -1; end = text.indexOf(NEWLINE, from)) {
      pieces.push(text.slice(from, end));
      yield pieces.join('');
      pieces = [];
      from = end + 1;
    }
    if (from < text.length) pieces.push(text.slice(from));
  }
  const rest = pieces.join('') + decoder.decode();
  if (rest !== '') yield rest;
}
