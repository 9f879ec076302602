import { describe, expect, test } from 'vitest';
import { compileSearch, SearchError } from '../../../src/demo/search/index.ts';
import { fields, found, now, type Row, refusal } from './example-rows.ts';

const rows: readonly Row[] = [
  { id: 1, name: 'web01.example.com', group: 'web', tags: ['a', 'b'], snippet: true, state: 'ok' },
  { id: 2, name: 'web02.example.com', group: 'web', tags: ['b'], snippet: false, state: 'error' },
  { id: 3, name: 'db01.example.com', group: 'Data Base', state: 'ok' },
  { id: 4, name: 'a,b', tags: ['x'] },
  { id: 5, name: 'namesrv.example.com' },
  { id: 6, name: 'say "hi" \\ bye' },
  { id: 7, name: 'web-1_x' },
];
const all = [1, 2, 3, 4, 5, 6, 7];
const except = (...ids: number[]) => all.filter((id) => !ids.includes(id));

type Case = readonly [query: string | null | undefined, ids: readonly number[]];

describe('a blank query finds everything', () => {
  test.each<Case>([
    [null, all],
    [undefined, all],
    ['', all],
    [' \t\n', all],
  ])('%j', (query, ids) => expect(found(query, rows)).toEqual(ids));
});

describe('comparisons', () => {
  test.each<Case>([
    ['name = web01.example.com', [1]],
    ['name == web01.example.com', [1]],
    ['name at web01.example.com', [1]],
    ['name=web01.example.com', [1]],
    ['"name" = "web01.example.com"', [1]],
    ['name = WEB01.example.com', []],
    ['name = "say \\"hi\\" \\\\ bye"', [6]],
    ['group = "Data Base"', [3]],
    ['group != web', [3]],
    ['group <> web', [3]],
    ['name = ""', []],
    ['id = 3', [3]],
    ['id = 03', [3]],
    ['id != 3', except(3)],
    ['id > 5', [6, 7]],
    ['id after 5', [6, 7]],
    ['id >= 5', [5, 6, 7]],
    ['id < 3', [1, 2]],
    ['id before 3', [1, 2]],
    ['id <= 3', [1, 2, 3]],
    ['id = "-3"', []],
    ['name > webA', []],
    ['name >= web02.example.com', [2]],
    ['name.anything = a,b', []],
    ['name.anything = "a,b"', [4]],
    ['os.title = "OS of a,b"', [4]],
    ['tag = b', [1, 2]],
    ['tag != b', [1, 4]],
    ['snippet = true', [1]],
    ['snippet = false', [2]],
    ['snippet != true', [2]],
    ['state = ok', [1, 3]],
    ['state != ok', [2]],
    ['state = nosuch', []],
  ])('%s', (query, ids) => expect(found(query, rows)).toEqual(ids));
});

describe('patterns with ~', () => {
  test.each<Case>([
    ['name ~ web', [1, 2, 7]],
    ['name ~ WEB', [1, 2, 7]],
    ['name ~ web*', [1, 2, 7]],
    ['name ~ *web', []],
    ['name ~ eb0*', []],
    ['name ~ *01*', [1, 3]],
    ['name ~ %01%', [1, 3]],
    ['name ~ web*com', [1, 2]],
    ['name ~ w*1*x', [7]],
    ['name ~ w**%*x', [7]],
    ['name ~ WEB0_.', [1, 2]],
    ['name ~ web0_.*', [1, 2]],
    ['name ~ web_', [1, 2, 7]],
    ['name ~ web\\_', []],
    ['name ~ 1\\_x', [7]],
    ['name ~ "\\\\\\\\"', [6]],
    ['name ~ ""', all],
    ['name !~ web', [3, 4, 5, 6]],
    ['group !~ web', [3]],
    ['group ~ "data b"', [3]],
    ['tag ~ A', [1]],
  ])('%s', (query, ids) => expect(found(query, rows)).toEqual(ids));
});

describe('sets with ^', () => {
  test.each<Case>([
    ['id ^ (1,2)', [1, 2]],
    ['id ^ (1 2)', [1, 2]],
    ['id ^ 2', [2]],
    ['id ^ (02, 99)', [2]],
    ['id !^ (1,2)', except(1, 2)],
    ['id ^ "1,2"', [1, 2]],
    ['name ^ (db01.example.com, web01.example.com)', [1, 3]],
    ['name ^ ("db01.example.com","web01.example.com")', [1, 3]],
    ['name ^(db01.example.com)', [3]],
    ['group !^ (web)', [3]],
    ['tag ^ (x, a)', [1, 4]],
    ['id ^ (1 and 2)', [1, 2]],
    ['id ^ (1,2', [1, 2]],
    ['name ^ (" db01.example.com ")', [3]],
  ])('%s', (query, ids) => expect(found(query, rows)).toEqual(ids));
});

describe('and, or, not, parentheses', () => {
  test.each<Case>([
    ['group = web and id = 2', [2]],
    ['group = web AND id = 2', [2]],
    ['group = web & id = 2', [2]],
    ['group = web && id = 2', [2]],
    ['group = web id = 2', [2]],
    ['group = web, id = 2', [2]],
    ['id = 1 or id = 2', [1, 2]],
    ['id = 1 | id = 2', [1, 2]],
    ['id = 1 || id = 2', [1, 2]],
    ['id = 1 or id = 2 or id = 3 and group = web', [1, 2]],
    ['(id = 1 or id = 3) and group = web', [1]],
    ['id = 1 and id = 2 or id = 3', []],
    ['id = 3 or id = 1 and id = 2', [3]],
    ['group = web (id = 1 or id = 3)', [1]],
    ['not id = 1', except(1)],
    ['! id = 1', except(1)],
    ['- id = 1', except(1)],
    ['not not id = 1', [1]],
    ['not (id = 1 or id = 2)', except(1, 2)],
    ['not group = web', except(1, 2)],
    ['not group != web', except(3)],
    ['id < 3 not id = 1', [2]],
    ['((id = 1))', [1]],
    ['and id = 1', []],
    ['or id = 1', []],
    ['id = 1 and or id = 1', []],
  ])('%s', (query, ids) => expect(found(query, rows)).toEqual(ids));
});

describe('presence', () => {
  test.each<Case>([
    ['has group', [1, 2, 3]],
    ['set? group', [1, 2, 3]],
    ['SET? group', [1, 2, 3]],
    ['null? group', [4, 5, 6, 7]],
    ['not (has group)', [4, 5, 6, 7]],
    ['has tag', [1, 2, 4]],
    ['null? tag', [3, 5, 6, 7]],
    ['has group and id > 1', [2, 3]],
  ])('%s', (query, ids) => expect(found(query, rows)).toEqual(ids));
});

describe('free text goes over the default text fields', () => {
  test.each<Case>([
    ['web', [1, 2, 7]],
    ['WEB0', [1, 2]],
    ['base', [3]],
    ['web example', [1, 2]],
    ['web, example', [1, 2]],
    ['web or base', [1, 2, 3, 7]],
    ['-web', [3, 4, 5, 6]],
    ['!web', [3, 4, 5, 6]],
    ['web -example', [7]],
    ['web-1', [7]],
    ['web*', [1, 2, 7]],
    ['"data base"', [3]],
    ['= web', [1, 2]],
    ['~ data', [3]],
    ['!= web', all],
    ['^ (web, a)', [1, 2]],
    ['> 3', all],
    ['snippet', [1]],
    ['-snippet', except(1)],
  ])('%s', (query, ids) => expect(found(query, rows)).toEqual(ids));
});

describe('what the server reads in another way than it looks', () => {
  test.each<Case>([
    ['name = ', [5]],
    ['name =', [5]],
    ['name ~ ', [5]],
    ['name ^ ()', [5]],
    ['name ^ (,)', [5]],
    ['name ^ (and, or)', [5]],
    ['name !^ ()', [5]],
    ['id ^ ()', []],
    ['name = at', [5]],
    ['name = AND', [5]],
    ['name = "at"', []],
    ['name and', [5]],
    ['id = 1 and', [1]],
    ['id = 1 and ( or', [1]],
    ['(id = 1', [1]],
    ['name = "web01.example.com', [1]],
    ['name = "', []],
    ['name ~ "hi\\', [6]],
    ['id = 1) or id = 2', [1]],
    ['( , and )', all],
    ["name = 'web01.example.com'", []],
    ['name^(web)', []],
    ['name ^ ("a,b")', []],
    ['name ^ ("web01.example.com,db01.example.com")', [1, 3]],
    ['name ^ a,b', []],
    ['snippet = ', [1]],
    [', , id = 1', []],
  ])('%s', (query, ids) => expect(found(query, rows)).toEqual(ids));
});

describe('fields with rules of their own', () => {
  test.each<Case>([
    ['status = ok', [1, 3]],
    ['status ^ (ok,error)', []],
    ['status at error', [2]],
    ['status != "!="', all],
    ['status <> "!="', all],
    ['status !^ ("!^")', all],
    ['status ~ "~"', all],
    ['status <= "<="', all],
    ['host_id = 103', [3]],
    ['host_id = 3', [3]],
    ['host_id > 106', [7]],
  ])('%s', (query, ids) => expect(found(query, rows)).toEqual(ids));
});

describe('refusals', () => {
  test.each<readonly [query: string, answer: string]>([
    ['nosuch = 1', "400 Field 'nosuch' not recognized for searching!"],
    ['id = 1 or nosuch.name ~ x', "400 Field 'nosuch.name' not recognized for searching!"],
    ['constructor = 1', "400 Field 'constructor' not recognized for searching!"],
    ['__proto__ = 1', "400 Field '__proto__' not recognized for searching!"],
    ['"" = 1', "400 Field '' not recognized for searching!"],
    ['NAME = a', "400 Field 'NAME' not recognized for searching!"],
    ['not has group', '500 PG::SyntaxError: ERROR:  syntax error at or near ","'],
    ['has nosuch', "400 Field 'nosuch' not recognized for searching!"],
    ['name!=a', "400 Field 'name!' not recognized for searching!"],
    ['id = abc', "400 Value 'abc' is not valid for field 'id'"],
    ['id = 1.5', "400 Value '1.5' is not valid for field 'id'"],
    ['id ^ (1, x)', "400 Value 'x' is not valid for field 'id'"],
    ['id ^ ("1, 2")', "400 Value ' 2' is not valid for field 'id'"],
    ['id ~ 1', "400 the operator 'like' is not supported for field type 'integer'"],
    ['id !~ 1', "400 the operator 'unlike' is not supported for field type 'integer'"],
    ['started_at ~ today', "400 the operator 'like' is not supported for field type 'datetime'"],
    ['id = -1', '400 Value expected but found :not'],
    ['name = (a)', '400 Value expected but found :lparen'],
    ['name = = a', '400 Value expected but found :eq'],
    ['name = at b', '400 Value expected but found :eq'],
    ['not () id = 1', '400 No operands found'],
    ['() id = 1', '400 Empty list of operands'],
    ['id = 1 and (()) or id = 2', '400 Empty list of operands'],
    ['snippet = maybe', "400 'snippet' should be one of 'true, false', but the query was 'maybe'"],
    ['state ^ (ok,error)', "400 Operator 'in' not supported for 'state'"],
    ['snippet > true', "400 Operator 'gt' not supported for 'snippet'"],
    [
      'id = 999999999999',
      '500 PG::NumericValueOutOfRange: ERROR:  value "999999999999" is out of range for type integer',
    ],
    [
      'id ^ (1,2147483648)',
      '500 PG::NumericValueOutOfRange: ERROR:  value "2147483648" is out of range for type integer',
    ],
    ['host_id ^ (1,2)', '500 PG::SyntaxError: ERROR:  syntax error at or near "\'1\'"'],
    [
      'host_id ~ 1',
      '500 PG::UndefinedFunction: ERROR:  operator does not exist: integer ~~* unknown',
    ],
    ['name ^ () and id = 1', '500 PG::SyntaxError: ERROR:  syntax error at or near ")"'],
    ['name ^ ""', '500 PG::SyntaxError: ERROR:  syntax error at or near ")"'],
    ['not > 3', '500 PG::SyntaxError: ERROR:  syntax error at or near ","'],
    [
      'name ~ *\\',
      '500 PG::InvalidEscapeSequence: ERROR:  LIKE pattern must not end with escape character',
    ],
    ['name = a\0', '500 string contains null byte'],
  ])('%j', (query, answer) => expect(refusal(query)).toBe(answer));

  test('the greatest integer of the database is still a value', () => {
    expect(found('id = 2147483647 or id = "-2147483648"', rows)).toEqual([]);
  });

  test('a refusal carries the class that the server names', () => {
    const klassOf = (query: string) => {
      try {
        compileSearch(query, fields, { now });
      } catch (error) {
        return error instanceof SearchError ? error.klass : error;
      }
      return null;
    };
    expect(klassOf('nosuch = 1')).toBe('ScopedSearch::QueryNotSupported');
    expect(klassOf('id = 999999999999')).toBe('ActiveRecord::StatementInvalid');
  });

  test.each(['(', 'not ', 'a or b and '])('%j many times over is an error, not a crash', (part) => {
    expect(refusal(`${part.repeat(100_000)}a`)).toBe('500 stack level too deep');
  });
});

test('a long chain of or is read', () => {
  const chain = Array.from({ length: 1_200 }, (_, at) => `id = ${at + 3}`).join(' or ');
  expect(found(chain, rows)).toEqual([3, 4, 5, 6, 7]);
});
