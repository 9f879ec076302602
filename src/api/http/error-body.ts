import type { SecretMask } from './secret-mask.ts';

/**
 * The content of an error response; docs/internals/protocol.md, "Error bodies", has all its shapes.
 */
export interface ErrorBody {
  /** One line to show; `null` for HTML pages and empty bodies. */
  readonly message: string | null;
  /** The Ruby class of the error, e.g. `ScopedSearch::QueryNotSupported`. */
  readonly klass: string | null;
  readonly missingPermissions: readonly string[];
}

const longest = 600;

/** Reads an error response. Never throws and never returns HTML, e.g. a proxy's error page. */
export function readErrorBody(text: string, mask: SecretMask): ErrorBody {
  const nothing: ErrorBody = { message: null, klass: null, missingPermissions: [] };
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return nothing;
  }
  if (!isRecord(body)) return nothing;
  const error = isRecord(body.error) ? body.error : {};
  return {
    message: displayed(messageOf(body, error), mask),
    klass: typeof error.class === 'string' ? error.class : null,
    missingPermissions: strings(error.missing_permissions).map(mask),
  };
}

/** The message, wherever it is in the body. */
function messageOf(body: Record<string, unknown>, error: Record<string, unknown>): string | null {
  const fullMessages = strings(error.full_messages);
  const candidates = [error.message, body.error, body.message, fullMessages.join(', ')];
  const found = candidates.find(
    (candidate) => typeof candidate === 'string' && candidate.trim() !== '',
  );
  return typeof found === 'string' ? found : null;
}

/** The message without Foreman's prefix: `ERF42-4941 [Foreman::Exception]: Unknown input`. */
function displayed(message: string | null, mask: SecretMask): string | null {
  if (message === null || /<\s*(?:!doctype|html|head|body|title|h1|p|div)\b/i.test(message))
    return null;
  const line = mask(message)
    .replace(/^ERF\d+-\d+ \[[^\]]*\]:\s*/, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  if (line === '') return null;
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text with a lower-case first letter, unless its first word is a name. */
export function uncapitalized(text: string): string {
  return /^[A-Z][a-z' ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
