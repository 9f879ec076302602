import { closest } from '../../text/suggestion.ts';

const jobFields = words(
  'id status description job_category user owner host targeted_host_id pattern_template_name',
  'started_at start_at ended_at recurring recurring_logic.id recurring_logic.purpose',
);

/** Those of most servers; plugins add others. */
const hostFields = words(
  'name id hostgroup os os_title ip mac domain subnet architecture model organization location',
  'comment created_at last_report build managed user execution_status job_invocation.id',
  'job_invocation.result params.NAME facts.NAME',
);

const fieldsOf = {
  hosts: hostFields,
  jobs: jobFields,
  templates: ['name', 'job_category', 'provider_type'],
  bookmarks: ['name', 'controller'],
  organizations: ['title', 'name', 'description'],
  locations: ['title', 'name', 'description'],
};

function words(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(' '));
}

/** What to type instead of a field that the server does not know. */
export function fieldHint(field: string, of: keyof typeof fieldsOf): string {
  const known = fieldsOf[of].filter((name) => name !== field);
  const near = nearest(field.toLowerCase(), known);
  return near === undefined
    ? `${inLines(`fields of ${of}: ${known.join(', ')}`)}\nmore about searches: rexctl help search`
    : `did you mean \`${near}\`?`;
}

/** Broken at blanks, so that a line fits a terminal. */
function inLines(text: string): string {
  return text.replaceAll(/(.{1,80})(?:\s|$)/g, '$1\n').trimEnd();
}

/** A slip of the finger, or the beginning of a name; not any longer name that contains it. */
function nearest(field: string, known: readonly string[]): string | undefined {
  const alike = known.filter((name) => Math.abs(name.length - field.length) <= 2);
  return known.find((name) => field.length > 2 && name.startsWith(field)) ?? closest(field, alike);
}
