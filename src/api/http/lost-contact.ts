import { Failure } from '../../errors.ts';
import { spanText } from '../../jobs/span-text.ts';

interface Trouble {
  readonly host: string;
  /** For how long nothing came. */
  readonly milliseconds: number;
  readonly cause: unknown;
}

/**
 * A server could not be asked for as long as somebody's patience lasts: what it would have said is
 * unknown.
 */
export class LostContact extends Failure {
  constructor({ host, milliseconds, cause }: Trouble) {
    const last = cause instanceof Error ? cause.message : String(cause);
    super(
      'unknown_result',
      `lost contact with ${host} for ${spanText(milliseconds)} (last: ${last})`,
      {
        hint: `try again when ${host} answers`,
        retryable: true,
        httpStatus: cause instanceof Failure ? cause.httpStatus : null,
        cause,
      },
    );
    this.name = 'LostContact';
  }
}
