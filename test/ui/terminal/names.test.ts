import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTypedLine } from '../../../src/commands/completion/typed-line.ts';
import { resolveHosts } from '../../../src/jobs/hosts/host-names.ts';
import { setItems } from '../../../src/jobs/hosts/set-items.ts';
import { shellWord } from '../../../src/text/shell-word.ts';
import { foldNames, unfoldNames } from '../../../src/ui/terminal/fold-names.ts';
import {
  commonDomain,
  domainToLeaveOut,
  listed,
  namesInBrief,
  shortName,
  shownSet,
} from '../../../src/ui/terminal/names.ts';

const web = Array.from(
  { length: 120 },
  (_, at) => `web${String(at + 1).padStart(2, '0')}.example.com`,
);

describe('names in sentences', () => {
  it('are all printed when they are few', () => {
    expect(listed(['a', 'b', 'c'])).toBe('a, b, c');
    expect(namesInBrief(['a', 'b', 'c', 'd'])).toBe('a, b, c, d');
  });

  it('are counted when they are many', () => {
    expect(listed(web)).toBe(
      'web01.example.com, web02.example.com, web03.example.com, web04.example.com, web05.example.com and 115 more',
    );
    expect(listed(['a', 'b', 'c'], 2)).toBe('a, b and 1 more');
  });

  it('are folded in a preview, or show the first and the last', () => {
    expect(namesInBrief(web, true)).toBe('web[01-120].example.com');
    expect(namesInBrief(web.slice(0, 4))).toBe('web[01-04].example.com');
    expect(namesInBrief(web.slice(0, 3))).toBe(web.slice(0, 3).join(', '));
    const odd = web.map((name, at) => (at % 2 === 0 ? name : `${name}.org`));
    expect(
      namesInBrief(
        odd.filter((_, at) => at % 3 > 0),
        true,
      ),
    ).toBe('web02.example.com.org, web03.example.com, web05.example.com … web120.example.com.org');
    expect(namesInBrief(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c ... e');
    expect(namesInBrief([])).toBe('');
  });
});

describe('the common domain', () => {
  it.each([
    ['of hosts in one domain', ['web01.example.com', 'db1.example.com'], '.example.com'],
    ['of hosts in sub-domains', ['a.eu.example.com', 'b.us.example.com'], '.example.com'],
    ['counts whole labels only', ['a.xexample.com', 'b.example.com'], '.com'],
    ['leaves every name a label', ['example.com', 'a.example.com'], '.com'],
    ['of different worlds', ['a.example.com', 'b.example.org'], ''],
    ['of one host, which keeps its name', ['web01.example.com'], ''],
    ['of addresses', ['10.0.0.1', '10.1.0.1'], ''],
    ['of names without a dot', ['a', 'b'], ''],
    ['of nothing', [], ''],
  ])('%s', (_title, names, domain) => {
    expect(commonDomain(names)).toBe(domain);
  });

  it('is cut from names that end with it only', () => {
    expect(shortName('web01.example.com', '.example.com')).toBe('web01');
    expect(shortName('web01.example.org', '.example.com')).toBe('web01.example.org');
    expect(shortName('.example.com', '.example.com')).toBe('.example.com');
    expect(shortName('web01', '')).toBe('web01');
  });

  it('never makes two names the same, or one empty', () => {
    const label = fc.stringMatching(/^[a-c0-9]{1,2}$/);
    const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
    fc.assert(
      fc.property(fc.uniqueArray(name), (names) => {
        const domain = commonDomain(names);
        const short = names.map((one) => shortName(one, domain));
        expect(new Set(short).size).toBe(names.length);
        expect(short.every((one) => one !== '')).toBe(true);
        expect(short.map((one) => one + domain)).toEqual(names);
      }),
    );
  });
});

describe('folded names', () => {
  it.each([
    [['web01.x', 'web02.x'], 'web[01-02].x'],
    [web.filter((name) => !/^web(?:17|44)\./.test(name)), 'web[01-16,18-43,45-120].example.com'],
    [['web2', 'web10', 'web1'], 'web[1-2,10]'],
    [['web9', 'web10', 'web11'], 'web[9-11]'],
    [['web09', 'web10', 'web100', 'web99'], 'web[09-10,99-100]'],
    [['web1', 'web01'], 'web[1,01]'],
    [
      ['db1.example.com', 'web1.example.com', 'web2.example.com'],
      'db1.example.com,web[1-2].example.com',
    ],
    [['r1n1', 'r1n2', 'r2n1', 'r2n2'], 'r[1-2]n1,r[1-2]n2'],
    [['web01.dc2.x', 'web02.dc2.x', 'web03.dc2.x'], 'web[01-03].dc2.x'],
    [['a', 'b'], 'a,b'],
    [['web1', 'web1'], 'web1'],
    [
      ['n12345678901234567890', 'n12345678901234567891'],
      'n12345678901234567890,n12345678901234567891',
    ],
    [[], ''],
  ])('%j', (names, folded) => {
    expect(foldNames(names)).toBe(folded);
  });

  it('unfold to the same names, each once', () => {
    const name = fc.stringMatching(/^[ab]{0,2}\d{0,3}[-.]?[ab]?\d{0,4}$/);
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 30 }), (names) => {
        expect(unfoldNames(foldNames(names)).sort()).toEqual([...new Set(names)].sort());
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    [['odd[1],a', 'odd[2],a'], 'odd\\[[1-2]\\]\\,a'],
    [['a b1', 'a b2'], 'a\\ b[1-2]'],
    [['-f', '@all', 'a-b@c'], '\\-f,\\@all,a-b@c'],
    [['a\\b', 'c#d', '5%', 'what?*'], 'a\\\\b,c\\#d,5\\%,what\\?\\*'],
    [['n]1234567890123456'], 'n\\]1234567890123456'],
  ])('%j have a backslash before signs that mean something', (names, folded) => {
    expect(foldNames(names)).toBe(folded);
    expect(unfoldNames(folded)).toEqual(names);
  });

  it('of any signs unfold to the same names', () => {
    const sign = fc.constantFrom(...('ab019[],\\ -@#*?%{}.\'"$é\u{1f600}'.match(/./gu) ?? []));
    const name = fc.array(sign, { minLength: 1, maxLength: 8 }).map((signs) => signs.join(''));
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 12 }), (names) => {
        expect(unfoldNames(foldNames(names)).sort()).toEqual([...names].sort());
        const set = shellWord(foldNames(names));
        const { words } = readTypedLine(`rexctl output 208 ${set} --json `);
        expect(words).toEqual(['output', '208', foldNames(names), '--json']);
      }),
      { numRuns: 1_000 },
    );
  });

  it('mean the hosts of a job that they were folded from, whole or without their domain', () => {
    const label = fc.stringMatching(/^[ab][a-b0-9[,\\ ]{0,3}$/);
    const name = fc
      .tuple(label, fc.constantFrom('', '.x', '.y.x', '.x.x'))
      .map(([first, domain]) => first + domain);
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 12 }), (names) => {
        const hosts = names.map((one, id) => ({ id, name: one }));
        const domain = domainToLeaveOut(names);
        for (const shown of [names, names.map((one) => shortName(one, domain))]) {
          const typed = setItems(foldNames(shown)).flatMap(unfoldNames);
          const found = resolveHosts(typed, hosts);
          expect(found.problems).toEqual([]);
          expect(found.hosts.map(({ id }) => id).sort()).toEqual(hosts.map(({ id }) => id).sort());
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('are in quotes on a terminal where a shell would change them', () => {
    expect(shownSet(['web1', 'web2'])).toBe('web[1-2]');
    expect(shownSet(['a,1', 'a,2'])).toBe("'a\\,[1-2]'");
    expect(shownSet(['a,1', 'a,2'], false)).toBe('a\\,[1-2]');
    expect(shownSet(["o'b"])).toBe("'o'\\''b'");
    expect(shownSet(['näme'])).toBe('näme');
  });

  it.each([
    ['web[01-03].x', ['web01.x', 'web02.x', 'web03.x']],
    ['web01\\,', ['web01,']],
    ['\\217', ['217']],
    ['web01 , web02 ', ['web01', 'web02']],
    ['web01\\  ,web02', ['web01 ', 'web02']],
    ['r[1-2]n[1-2]', ['r1n1', 'r1n2', 'r2n1', 'r2n2']],
    ['web[1,3],db1', ['web1', 'web3', 'db1']],
    ['web01.example.com', ['web01.example.com']],
    ['web[098-101]', ['web098', 'web099', 'web100', 'web101']],
  ])('unfold %s', (text, names) => {
    expect(unfoldNames(text)).toEqual(names);
  });

  it.each([
    'web[',
    'web]',
    'web[]',
    'web[3-1]',
    'web[a-b]',
    'web[1-]',
    'web[[1]]',
    'web[1,]',
    'web\\',
    'web[1\\]',
    'a[1]b\\',
  ])('refuses `%s`', (text) => {
    expect(() => unfoldNames(text)).toThrow(
      `\`${text}\` is not a valid set of hosts: expected ranges such as web[01-20].example.com`,
    );
  });

  it.each(['web[1-999999999]', 'a[1-1000]b[1-1000]'])(
    'refuses the slip of a finger `%s`',
    (text) => {
      expect(() => unfoldNames(text)).toThrow('expands to more than 100,000 hosts');
    },
  );
});
