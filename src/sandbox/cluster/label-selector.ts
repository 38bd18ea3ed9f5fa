// labelSelector in its text form: the grammar and the refusals of k8s.io/apimachinery/pkg/labels/selector.go. What cannot
// be parsed is a 400, never "everything".
import { labelValueFaults, qualifiedNameFaults } from './names.ts';
import { badRequest } from './status-errors.ts';

export type Labels = Readonly<Record<string, string>>;
export type LabelMatcher = (labels: Labels) => boolean;

const SYMBOLS = ['(', ')', ',', '!', '=', '==', '!=', '>', '<'];
const SPECIAL = '=!(),><';
const BINARY = 'in, notin, =, ==, !=, gt, lt';
type Token = { text: string; symbol: boolean };

/** Every requirement of a selector; none for an empty one. */
export function labelMatchers(selector: string): LabelMatcher[] {
  return new Parser(tokensOf(selector)).requirements();
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < text.length; ) {
    const character = text[i] ?? '';
    if (/\s/.test(character)) i += 1;
    else if (SPECIAL.includes(character)) {
      const two = text.slice(i, i + 2);
      const symbol = SYMBOLS.includes(two) ? two : character;
      tokens.push({ text: symbol, symbol: true });
      i += symbol.length;
    } else {
      const word = /^[^\s=!(),><]+/.exec(text.slice(i))?.[0] ?? character;
      tokens.push({ text: word, symbol: false });
      i += word.length;
    }
  }
  return tokens;
}

const END: Token = { text: '', symbol: true };

class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  requirements(): LabelMatcher[] {
    const found: LabelMatcher[] = [];
    if (this.#next() === END) return found;
    this.#expectStart("!, identifier, or 'end of string'");
    for (;;) {
      found.push(this.#requirement());
      const token = this.#take();
      if (token === END) return found;
      if (!this.#is(token, ',')) throw badRequest(`found '${token.text}', expected: ',' or 'end of string'`);
      this.#expectStart("identifier after ','");
    }
  }

  #next(): Token {
    return this.#tokens[this.#position] ?? END;
  }

  #take(): Token {
    const token = this.#next();
    this.#position += 1;
    return token;
  }

  #is(token: Token, symbol: string): boolean {
    return token.symbol && token.text === symbol;
  }

  #expectStart(what: string): void {
    const token = this.#next();
    if (token.symbol && token.text !== '!') throw badRequest(`found '${token.text}', expected: ${what}`);
  }

  #refuse(why: string): Error {
    return badRequest(`unable to parse requirement: ${why}`);
  }

  #requirement(): LabelMatcher {
    const negated = this.#is(this.#next(), '!');
    if (negated) this.#take();
    const key = this.#take();
    if (key.symbol) throw this.#refuse(`found '${key.text}', expected: identifier`);
    const faults = qualifiedNameFaults(key.text);
    if (faults.length > 0)
      throw this.#refuse(`key: Invalid value: ${JSON.stringify(key.text)}: ${faults.join('; ')}`);
    const after = this.#next();
    if (negated) return (labels) => labels[key.text] === undefined;
    if (after === END || this.#is(after, ',')) return (labels) => labels[key.text] !== undefined;
    return this.#compared(key.text);
  }

  #compared(key: string): LabelMatcher {
    const { text: operator, symbol } = this.#take();
    const known = symbol ? ['=', '==', '!=', '>', '<'] : ['in', 'notin'];
    if (!known.includes(operator)) throw this.#refuse(`found '${operator}', expected: ${BINARY}`);
    const values = symbol ? [this.#exact()] : this.#list();
    if (operator === '>' || operator === '<') return this.#ordered(key, operator, values[0] ?? '');
    values.forEach((value, index) => {
      const faults = labelValueFaults(value);
      if (faults.length === 0) return;
      const why = `values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${faults.join('; ')}`;
      throw this.#refuse(why);
    });
    const wanted = new Set(values);
    if (operator === 'notin' || operator === '!=')
      return (labels) => labels[key] === undefined || !wanted.has(labels[key]);
    return (labels) => labels[key] !== undefined && wanted.has(labels[key]);
  }

  #ordered(key: string, operator: '>' | '<', value: string): LabelMatcher {
    const limit = integerOf(value);
    if (limit === undefined) {
      const why = "for 'Gt', 'Lt' operators, the value must be an integer";
      throw this.#refuse(`values[0]: Invalid value: ${JSON.stringify(value)}: ${why}`);
    }
    return (labels) => {
      const own = integerOf(labels[key] ?? '');
      return own !== undefined && (operator === '>' ? own > limit : own < limit);
    };
  }

  #exact(): string {
    const token = this.#next();
    if (token === END || this.#is(token, ',')) return '';
    this.#take();
    if (token.symbol) throw this.#refuse(`found '${token.text}', expected: identifier`);
    return token.text;
  }

  #list(): string[] {
    const open = this.#take();
    if (!this.#is(open, '(')) throw this.#refuse(`found '${open.text}' expected: '('`);
    if (this.#is(this.#next(), ')')) {
      this.#take();
      return [''];
    }
    const values: string[] = [];
    for (;;) {
      const token = this.#take();
      if (this.#is(token, ',') || this.#is(token, ')')) values.push('');
      else if (token.symbol) throw this.#refuse(`found '${token.text}', expected: ',', or identifier`);
      else values.push(token.text);
      if (this.#is(token, ')')) return values;
      if (this.#is(token, ',')) continue;
      const after = this.#take();
      if (this.#is(after, ')')) return values;
      if (!this.#is(after, ',')) throw this.#refuse(`found '${after.text}', expected: ',' or ')'`);
    }
  }
}

function integerOf(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}
