import { sanitise } from '../terminal/sanitise.ts';

/** An XML element; attributes with `null` are omitted. */
export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number | null>>;
  readonly children?: readonly (XmlElement | string)[];
}

/** An XML 1.0 document in UTF-8. Names must be valid; values can be any text. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${elementText(root, '')}\n`;
}

function elementText({ name, attributes = {}, children = [] }: XmlElement, indent: string): string {
  const start = `${indent}<${name}${attributesText(attributes)}`;
  if (children.length === 0) return `${start}/>`;
  const [first] = children;
  if (typeof first === 'string') return `${start}>${escapedXml(children.join(''))}</${name}>`;
  const inner = children.map((child) =>
    typeof child === 'string' ? escapedXml(child) : elementText(child, `${indent}  `),
  );
  return `${start}>\n${inner.join('\n')}\n${indent}</${name}>`;
}

function attributesText(attributes: NonNullable<XmlElement['attributes']>): string {
  return Object.entries(attributes)
    .flatMap(([key, value]) =>
      value === null ? [] : [` ${key}="${escapedAttribute(String(value))}"`],
    )
    .join('');
}

/** The characters that XML forbids, also as references; they are replaced. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

function escapedXml(text: string): string {
  return sanitise(text, { color: false })
    .replaceAll(forbidden, '\ufffd')
    .replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Escapes text for an attribute, also line breaks and tabs, which parsers change to blanks. */
function escapedAttribute(text: string): string {
  return escapedXml(text).replaceAll(/[\t\n\r]/g, (one) => `&#${one.charCodeAt(0)};`);
}
