import { lexer, type Token, type Tokens } from 'marked';
import type { Block, Blocks, Cell, Inline, InlineKind, ManualPage } from './page.ts';

/** Replaces a link to another page of the manual by the command, or the man page, to open. */
export type PageLink = (name: string) => Inline;

/** Reads a page in Markdown. Elements that pages do not use, e.g. images and HTML, are dropped. */
export function readPage(markdown: string, link: PageLink): ManualPage {
  const blocks = blocksOf(lexer(markdown), link);
  const [first, ...rest] = blocks;
  if (first?.kind !== 'heading' || first.depth !== 1) return { title: '', blocks };
  return { title: first.text.map(({ text }) => text).join(''), blocks: rest };
}

function blocksOf(tokens: readonly Token[], link: PageLink): Blocks {
  return tokens.flatMap((token) => blockOf(token, link));
}

function blockOf(token: Token, link: PageLink): Blocks {
  if (isA('heading', token))
    return [{ kind: 'heading', depth: token.depth, text: inlinesOf(token.tokens, link) }];
  if (isA('paragraph', token) || isA('text', token))
    return [{ kind: 'paragraph', text: inlinesOf(token.tokens ?? [token], link) }];
  if (isA('code', token)) return [{ kind: 'code', text: token.text }];
  if (isA('list', token)) return [listOf(token, link)];
  if (isA('table', token)) return [tableOf(token, link)];
  if (isA('blockquote', token)) return blocksOf(token.tokens, link);
  return [];
}

interface TokenKinds {
  readonly heading: Tokens.Heading;
  readonly paragraph: Tokens.Paragraph;
  readonly text: Tokens.Text;
  readonly escape: Tokens.Escape;
  readonly code: Tokens.Code;
  readonly codespan: Tokens.Codespan;
  readonly list: Tokens.List;
  readonly table: Tokens.Table;
  readonly blockquote: Tokens.Blockquote;
  readonly strong: Tokens.Strong;
  readonly em: Tokens.Em;
  readonly link: Tokens.Link;
  readonly br: Tokens.Br;
  readonly html: Tokens.Tag;
}

/** Narrows a token: marked's own union has a member of any type, which hides the others. */
function isA<Kind extends keyof TokenKinds>(kind: Kind, token: Token): token is TokenKinds[Kind] {
  return token.type === kind;
}

function listOf({ ordered, items }: Tokens.List, link: PageLink): Block {
  return {
    kind: 'list',
    isNumbered: ordered,
    items: items.map(({ tokens }) => blocksOf(tokens, link)),
  };
}

function tableOf({ header, rows }: Tokens.Table, link: PageLink): Block {
  const cell = ({ tokens }: Tokens.TableCell): Cell => inlinesOf(tokens, link);
  return { kind: 'table', head: header.map(cell), rows: rows.map((row) => row.map(cell)) };
}

function inlinesOf(
  tokens: readonly Token[],
  link: PageLink,
  kind: InlineKind = 'text',
): readonly Inline[] {
  return tokens.flatMap((token) => inlineOf(token, link, kind));
}

function inlineOf(token: Token, link: PageLink, kind: InlineKind): readonly Inline[] {
  if (isA('codespan', token)) return [{ kind: 'code', text: token.text }];
  if (isA('strong', token)) return inlinesOf(token.tokens, link, 'strong');
  if (isA('em', token)) return inlinesOf(token.tokens, link, 'emphasis');
  if (isA('link', token)) return linkOf(token, link, kind);
  if (isA('br', token)) return [{ kind, text: ' ' }];
  if (isA('text', token) || isA('escape', token)) return [{ kind, text: withUnits(token.text) }];
  return isA('html', token) && !token.raw.startsWith('<!--') ? [{ kind, text: token.raw }] : [];
}

/** Puts no-break spaces between numbers and units, so that no line ends there. */
function withUnits(text: string): string {
  return text.replaceAll('\n', ' ').replaceAll(/(?<=\d) (?=(?:s|%)(?!\w))/g, '\u00a0');
}

/** `[hosts](hosts.md)` becomes only the reference; another text remains before the reference. */
function linkOf({ href, text, tokens }: Tokens.Link, link: PageLink, kind: InlineKind) {
  const [, name] = /^([a-z-]+)\.md(?:#.*)?$/.exec(href) ?? [];
  const target = name === undefined ? addressOf(href) : link(name);
  if (target === undefined || target.text === '') return inlinesOf(tokens, link, kind);
  const plain = text.replaceAll('`', '');
  if (plain === name || plain === target.text) return [target];
  return [...inlinesOf(tokens, link, kind), { kind, text: ' (' }, target, { kind, text: ')' }];
}

function addressOf(href: string): Inline | undefined {
  return /^https?:/.test(href) ? { kind: 'text', text: href } : undefined;
}
