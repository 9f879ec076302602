import type { Params } from '../http/endpoint-context.ts';
import { internalError } from '../http/http-errors.ts';
import { isRecord, isTruthy, toText } from '../http/ruby.ts';
import type { DemoTemplate } from '../world/world-records.ts';
import type { JobRecord } from './job-record.ts';

/** The values of a create besides the template's inputs: for its provider, and for the login. */
export function providedAndSecret(
  job: Params,
  template: DemoTemplate,
): Pick<JobRecord, 'provider_inputs' | 'secrets'> {
  const ssh = isRecord(job.ssh) ? job.ssh : {};
  return {
    provider_inputs: ofProvider(job, template),
    secrets: {
      password: secret(job.password),
      key_passphrase: secret(job.key_passphrase),
      effective_user_password: secret(ssh.effective_user_password ?? job.effective_user_password),
    },
  };
}

/** The inputs of the template's provider; those of another are silently ignored. */
function ofProvider(job: Params, template: DemoTemplate): Readonly<Record<string, unknown>> {
  if (template.provider_type === 'script') return {};
  const given = job[template.provider_type.toLowerCase()];
  if (!isTruthy(given)) return {};
  if (!isRecord(given)) throw internalError();
  return given;
}

function secret(value: unknown): string | null {
  return value === undefined || value === null ? null : toText(value);
}
