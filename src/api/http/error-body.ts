import type { SecretMask } from './secret-mask.ts';

/**
 * The content of an error response; docs/internals/protocol.md, "Error bodies", has all its shapes.
 */
export interface ErrorBody {
  /** One line for display; `null` for HTML pages and empty bodies. */
  readonly message: string | null;
  /** Ruby class, e.g. `ScopedSearch::QueryNotSupported`. */
  readonly klass: string | null;
  readonly missingPermissions: readonly string[];
}

const longest = 600;

/** Never throws and never returns markup: pages of proxies are recognized and left out. */
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

/** The order that covers all shapes. */
function messageOf(body: Record<string, unknown>, error: Record<string, unknown>): string | null {
  const fullMessages = strings(error.full_messages);
  const candidates = [error.message, body.error, body.message, fullMessages.join(', ')];
  const found = candidates.find(
    (candidate) => typeof candidate === 'string' && candidate.trim() !== '',
  );
  return typeof found === 'string' ? found : null;
}

/** `ERF42-4941 [Foreman::Exception]: Unknown input` → `Unknown input`. */
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

/** Lower-case at the start unless that is a name. */
export function uncapitalized(text: string): string {
  return /^[A-Z][a-z' ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
