// The documented examples of each Kubernetes CEL library, as tables. The comments of k8s.io/apiserver/pkg/cel/library and
// https://kubernetes.io/docs/reference/using-api/cel/ are the source; where they disagree with the server's code, the code wins.
import { describe, expect, it } from 'vitest';
import { kubernetesEnvironment } from './kubernetes-library.ts';

function evaluate(expression: string): unknown {
  const program = kubernetesEnvironment().clone().parse(expression);
  const checked = program.check();
  if (!checked.valid) throw new Error(`does not compile: ${checked.error?.message}`);
  return program({});
}

const TRUE: Record<string, readonly string[]> = {
  'IP addresses': [
    "isIP('127.0.0.1')", "isIP('::1')", "!isIP('127.0.0.256')", "!isIP(':::1')", "!isIP('010.0.0.1')", "!isIP('::ffff:1.2.3.4')", "!isIP('fe80::1%eth0')",
    "ip.isCanonical('127.0.0.1')", "ip.isCanonical('2001:db8::abcd')", "!ip.isCanonical('2001:DB8::ABCD')", "!ip.isCanonical('2001:db8::0:0:0:abcd')",
    "ip('127.0.0.1').family() == 4", "ip('::1').family() == 6", "ip('0.0.0.0').isUnspecified()", "!ip('127.0.0.1').isUnspecified()", "ip('::').isUnspecified()",
    "ip('127.0.0.1').isLoopback()", "!ip('192.168.0.1').isLoopback()", "ip('::1').isLoopback()", "!ip('2001:db8::abcd').isLoopback()",
    "ip('224.0.0.1').isLinkLocalMulticast()", "!ip('224.0.1.1').isLinkLocalMulticast()", "ip('ff02::1').isLinkLocalMulticast()", "!ip('fd00::1').isLinkLocalMulticast()",
    "ip('169.254.169.254').isLinkLocalUnicast()", "!ip('192.168.0.1').isLinkLocalUnicast()", "ip('fe80::1').isLinkLocalUnicast()", "!ip('fd80::1').isLinkLocalUnicast()",
    "ip('192.168.0.1').isGlobalUnicast()", "!ip('255.255.255.255').isGlobalUnicast()", "ip('2001:db8::abcd').isGlobalUnicast()", "!ip('ff00::1').isGlobalUnicast()",
    "string(ip('2001:DB8::0:1')) == '2001:db8::1'", "ip('::1') == ip('0:0:0:0:0:0:0:1')", "ip('10.0.0.1') != ip('10.0.0.2')",
  ],
  networks: [
    "isCIDR('192.168.0.0/16')", "isCIDR('::1/128')", "!isCIDR('192.168.0.0/33')", "!isCIDR('::1/129')", "isCIDR('192.168.0.1/16')", "!isCIDR('10.0.0.0')", "!isCIDR('10.00.0.0/8')", "!isCIDR('::ffff:1.2.3.4/120')",
    "cidr('192.168.0.0/24').containsIP(ip('192.168.0.1'))", "!cidr('192.168.0.0/24').containsIP(ip('192.168.1.1'))", "cidr('192.168.0.0/24').containsIP('192.168.0.1')", "!cidr('192.168.0.0/24').containsIP('192.168.1.1')",
    "cidr('192.168.0.0/16').containsCIDR(cidr('192.168.10.0/24'))", "!cidr('192.168.1.0/24').containsCIDR(cidr('192.168.2.0/24'))", "cidr('192.168.0.0/16').containsCIDR('192.168.10.0/24')",
    "cidr('192.168.0.1/24').ip() == ip('192.168.0.1')", "cidr('192.168.0.1/24').ip().family() == 4", "cidr('::1/128').ip().family() == 6",
    "cidr('192.168.0.1/24').masked() == cidr('192.168.0.0/24')", "cidr('192.168.0.0/24') == cidr('192.168.0.0/24').masked()", "cidr('192.168.0.1/24') != cidr('192.168.0.1/24').masked()",
    "cidr('192.168.0.0/16').prefixLength() == 16", "cidr('::1/128').prefixLength() == 128", "string(cidr('2001:DB8:0::/48').masked()) == '2001:db8::/48'",
  ],
  lists: [
    '[1, 2, 3].isSorted()', "['a', 'b', 'b', 'c'].isSorted()", '![2.0, 1.0].isSorted()', '[1].isSorted()', '[].isSorted()', '[1, 3].sum() == 4', '[1.0, 3.0].sum() == 4.0', '[].sum() == 0',
    "[duration('1m'), duration('1s')].sum() == duration('1m1s')", '[1, 3].min() == 1', '[1, 3].max() == 3', '[1].min() == 1', '[1, 2, 2, 3].indexOf(2) == 1', "['a', 'b', 'b', 'c'].lastIndexOf('b') == 2", '[1.0].indexOf(1.1) == -1', "[].indexOf('string') == -1",
  ],
  sets: [
    'sets.contains([], [])', '!sets.contains([], [1])', 'sets.contains([1, 2, 3, 4], [2, 3])', 'sets.equivalent([1], [1, 1])', 'sets.equivalent([1, 2, 3], [3u == 3u ? 3 : 0, 2, 1])', 'sets.intersects([1], [1, 2])', '!sets.intersects([1], [])',
  ],
  'regular expressions': [
    "'abc 123'.find('[0-9]+') == '123'", "'abc 123'.find('xyz') == ''", "'123 abc 456'.findAll('[0-9]+') == ['123', '456']", "'123 abc 456'.findAll('[0-9]+', 1) == ['123']", "'123 abc 456'.findAll('xyz') == []", "'ABC'.find('(?i)abc') == 'ABC'",
  ],
  texts: [
    "'tacocat'.charAt(3) == 'o'", "'hello hello'.replace('he', 'we') == 'wello wello'", "'hello hello'.replace('he', 'we', 1) == 'wello hello'", "'hello hello'.replace('he', 'we', 0) == 'hello hello'", "'%s has %d (%.2f)'.format([dyn('x'), dyn(3), dyn(1.5)]) == 'x has 3 (1.50)'", "'a,b'.split(',') == ['a', 'b']",
    "['a', 'b'].join('-') == 'a-b'", "'TacoCat'.lowerAscii() == 'tacocat'", "'  x '.trim() == 'x'", "'tacocat'.substring(0, 4) == 'taco'", "strings.quote('a\"b') == '\"a\\\\\"b\"'",
  ],
  formats: [
    "!format.dns1123Label().validate('my-label-name').hasValue()", "format.dns1123Label().validate('My-Label').hasValue()", "!format.named('dns1123Subdomain').value().validate('apiextensions.k8s.io').hasValue()", "!format.named('nothing').hasValue()",
    "!format.qualifiedName().validate('apiextensions.k8s.io/v1beta1').hasValue()", "!format.dns1123LabelPrefix().validate('my-label-prefix-').hasValue()", "!format.uuid().validate('123e4567-e89b-12d3-a456-426614174000').hasValue()", "format.date().validate('2021-02-30').hasValue()",
  ],
  URLs: [
    "isURL('https://user:pass@example.com:80/path?query=val#fragment') == false || url('https://example.com:80/path').getHost() == 'example.com:80'", "isURL('/absolute-path')", "!isURL('https://a:b:c/')", "!isURL('../relative-path')", "url('https://example.com:80/').getHostname() == 'example.com'",
    "url('https://[::1]:80/').getHostname() == '::1'", "url('https://example.com:80/').getPort() == '80'", "url('https://example.com/path with spaces/'.replace(' ', '%20')).getEscapedPath() == '/path%20with%20spaces/'", "url('https://example.com/').getScheme() == 'https'", "url('https://example.com/path?k1=a&k2=b&k2=c').getQuery()['k2'] == ['b', 'c']", "url('/path').getHost() == ''",
  ],
  quantities: [
    "quantity('500000G').isInteger()", "!isQuantity('10 kilo')", "isQuantity('1.5Ki')", "quantity('50k').asInteger() == 50000", "quantity('50.703k').asApproximateFloat() == 50703.0", "quantity('50k').add(20) == quantity('50020')", "quantity('50k').sub(quantity('20k')) == quantity('30k')",
    "quantity('200M').compareTo(quantity('0.2G')) == 0", "quantity('50Mi').isGreaterThan(quantity('50M'))", "sign(quantity('-1')) == -1", "quantity('100m') == quantity('0.1')",
  ],
  optionals: ["[1, 2][?5].orValue(7) == 7", "{'a': 1}[?'a'].value() == 1", "!optional.ofNonZeroValue('').hasValue()", "{'a': 1}.?b.or(optional.of(2)).value() == 2"],
};

const FAILING: readonly (readonly [expression: string, why: string])[] = [
  ["ip('127.0.0.256')", 'an octet is at most 255'],
  ["cidr('192.168.0.0/33')", 'an IPv4 prefix is at most 32'],
  ["cidr('::1/129')", 'an IPv6 prefix is at most 128'],
  ["cidr('10.0.0.0/8').containsIP('x')", 'the text is no address'],
  ['[].min()', 'an empty list has no minimum'],
  ["quantity('1.5').asInteger()", 'it is no integer'],
  ["url('nonsense')", 'it is neither absolute nor a path'],
];

describe('the Kubernetes CEL libraries', () => {
  for (const [library, expressions] of Object.entries(TRUE)) {
    it.each(expressions)(`${library}: %s`, (expression) => expect(evaluate(expression)).toBe(true));
  }

  it.each(FAILING)('%s is an error, because %s', (expression) => expect(() => evaluate(expression)).toThrow());
});
