import { Failure, usageError } from '../../../errors.ts';
import { fileTrouble } from '../../../text/file-trouble.ts';

const anotherName = 'give the name of a new file';

export function noResumeFile(path: string): Failure {
  return usageError(
    `\`${path}\` is no file that --resume has written; it was left as it is`,
    anotherName,
  );
}

export function notRegular(path: string, what: string): Failure {
  return usageError(`--resume needs a regular file, and \`${path}\` ${what}`, anotherName);
}

/** What the file says cannot be continued. */
export function damaged(path: string, line?: number): Failure {
  const where = line === undefined ? '' : ` in line ${line}`;
  return usageError(
    `\`${path}\` is damaged${where}: nobody can tell from it what was printed`,
    `${anotherName}; all output is printed from its beginning then`,
  );
}

export function unwritable(path: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const why = isCode(error, 'ENOENT') ? 'its folder does not exist' : fileTrouble(error);
  return new Failure('output_failed', `cannot write the resume file \`${path}\`: ${why}`, {
    cause: error,
  });
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
