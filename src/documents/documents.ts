import type { GenericSchema } from 'valibot';
import { accountDocuments } from './nouns/account.ts';
import { comparisonDocuments } from './nouns/comparisons.ts';
import { hostDocuments } from './nouns/hosts.ts';
import { jobDocuments } from './nouns/jobs.ts';
import { outputDocuments } from './nouns/outputs.ts';
import { profileDocuments } from './nouns/profiles.ts';
import { programDocuments } from './nouns/program.ts';
import { reportDocuments } from './nouns/reports.ts';
import { runDocuments } from './nouns/runs.ts';
import { statisticsDocuments } from './nouns/statistics.ts';
import { templateDocuments } from './nouns/templates.ts';
import type { SchemaName } from './schema-names.ts';

/**
 * All published documents. `nouns/` describes their fields; only described fields can be printed.
 */
export const documents = {
  ...runDocuments,
  ...jobDocuments,
  ...reportDocuments,
  ...outputDocuments,
  ...comparisonDocuments,
  ...statisticsDocuments,
  ...hostDocuments,
  ...templateDocuments,
  ...accountDocuments,
  ...profileDocuments,
  ...programDocuments,
} satisfies Readonly<Record<SchemaName, GenericSchema>>;
