import { Failure } from '../../errors.ts';

/**
 * An answer without an end, or one that would not fit into memory. Asking for the same again is of
 * no use.
 */
export class AnswerTooLong extends Failure {
  constructor(message: string, cause: unknown) {
    super('bad_answer', message, { hint: 'ask for less at once, e.g. for fewer hosts', cause });
    this.name = 'AnswerTooLong';
  }
}
