import { Failure } from '../../errors.ts';

/**
 * A write was sent and no usable answer came: time-out, reset, a proxy's error page, an unexplained
 * 500. The server may have done it or not, so nothing is sent again and the caller looks for the
 * result. Told to a user as it is, it is an unknown result.
 */
export class LostAnswer extends Failure {
  constructor(message: string, details: { cause?: unknown; httpStatus?: number | null } = {}) {
    super('unknown_result', message, {
      ...details,
      hint: 'whether it was done is not known; it was not sent again',
    });
    this.name = 'LostAnswer';
  }
}
