/** A query that the server answers with an error instead of rows. */
export class SearchError extends Error {
  readonly status: 400 | 500;
  /** Ruby class of the exception; the server shows it in a 400 only. */
  readonly klass: string;

  constructor(status: 400 | 500, message: string, klass: string) {
    super(message);
    this.name = 'SearchError';
    this.status = status;
    this.klass = klass;
  }
}

/** 400: no part of the query language. */
export function notSupported(message: string): SearchError {
  return new SearchError(400, message, 'ScopedSearch::QueryNotSupported');
}

/** 500: the query went through to the database, which refused it. */
export function refusedByDatabase(message: string): SearchError {
  return new SearchError(500, `PG::${message}`, 'ActiveRecord::StatementInvalid');
}
