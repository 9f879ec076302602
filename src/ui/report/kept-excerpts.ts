import { type Excerpt, excerptOf, mappedExcerpt, smallerExcerpt } from './excerpt.ts';

/** The most characters of all excerpts together; each format shortens them further. */
const room = 16_000_000;
/** The largest excerpt of a text. It becomes smaller if all excerpts together are too long. */
const largest = { lines: 120, characters: 12_000 };
const smallest = 500;

/** Excerpts of texts by digest; their memory is limited for any number of texts. */
export class KeptExcerpts {
  private readonly excerpts = new Map<string, Excerpt>();
  private size = largest;
  private characters = 0;

  keep(digest: string, text: string): void {
    if (this.excerpts.has(digest)) return;
    const excerpt = mappedExcerpt(excerptOf(text, this.size), copied);
    this.excerpts.set(digest, excerpt);
    this.characters += lengthOf(excerpt);
    if (this.characters > room && this.size.characters > smallest) this.shrink();
  }

  /** The excerpt for a digest; empty if there is none. */
  of(digest: string | undefined): Excerpt {
    return this.excerpts.get(digest ?? '') ?? excerptOf('', largest);
  }

  private shrink(): void {
    this.size = {
      lines: Math.ceil(this.size.lines / 2),
      characters: Math.ceil(this.size.characters / 2),
    };
    this.characters = 0;
    for (const [digest, excerpt] of this.excerpts) {
      const smaller = mappedExcerpt(smallerExcerpt(excerpt, this.size), copied);
      this.excerpts.set(digest, smaller);
      this.characters += lengthOf(smaller);
    }
  }
}

function lengthOf({ head, tail }: Excerpt): number {
  return head.length + tail.length;
}

/** A copy of the text: a part of a string would keep the whole string in memory. */
function copied(text: string): string {
  const encoding = /^[\0-\xff]*$/.test(text) ? 'latin1' : 'utf16le';
  return Buffer.from(text, encoding).toString(encoding);
}
