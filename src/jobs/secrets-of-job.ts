import type { NewJob } from './new-job.ts';
import type { InputSheet } from './template-inputs.ts';

/**
 * The values of a new job that nobody may be shown: passwords, and what its template calls hidden.
 */
export function secretsOf(job: NewJob, sheet: InputSheet): readonly string[] {
  const hidden = [...sheet.own, ...sheet.foreign].filter((input) => input.hidden_value);
  const values = hidden.map(({ name }) => job.inputs?.[name]);
  const passwords = [job.password, job.key_passphrase, job.ssh?.effective_user_password];
  return [...passwords, ...values].filter((value) => value !== undefined);
}
