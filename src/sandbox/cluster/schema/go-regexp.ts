// Regular expressions in Go's RE2 syntax, as schemas and CEL rules write them, run by JavaScript. Separate because
// patterns, formats and CEL functions must agree. Flags at the front, \A, \z, named groups and POSIX classes are
// translated; RE2 has no look-around and no back-references, so a pattern with them is refused as Go would.
// https://github.com/google/re2/wiki/Syntax

const POSIX: Record<string, string> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  blank: '\\t ',
  digit: '0-9',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
  cntrl: '\\x00-\\x1f\\x7f',
};
const NOT_IN_RE2 = /\(\?<?[=!]|\\[1-9]/;

const cache = new Map<string, RegExp>();

/** Throws a SyntaxError when `pattern` is none that Go would accept. The result has no state between calls. */
export function goRegExp(pattern: string, extraFlags = ''): RegExp {
  const key = `${extraFlags}/${pattern}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const compiled = compile(pattern, extraFlags);
  cache.set(key, compiled);
  return compiled;
}

function compile(pattern: string, extraFlags: string): RegExp {
  if (NOT_IN_RE2.test(pattern.replaceAll('\\\\', '')))
    throw new SyntaxError(`invalid or unsupported Perl syntax: \`${pattern}\``);
  const { source, flags } = translated(pattern);
  try {
    return new RegExp(source, `u${flags}${extraFlags}`);
  } catch {
    // Unicode mode refuses harmless escapes such as \- that RE2 accepts.
    return new RegExp(source, `${flags}${extraFlags}`);
  }
}

function translated(pattern: string): { source: string; flags: string } {
  const leading = /^\(\?([ims]+)\)/.exec(pattern);
  const source = pattern
    .slice(leading?.[0].length ?? 0)
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\A', '^')
    .replaceAll('\\z', '$')
    .replace(/\[:(\w+):\]/g, (whole, name: string) => POSIX[name] ?? whole);
  return { source, flags: [...new Set(leading?.[1] ?? '')].join('') };
}
