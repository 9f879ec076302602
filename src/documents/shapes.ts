import * as v from 'valibot';
import {
  failureReason,
  hostFailure,
  hostRun,
  hostState,
  hostStatus,
  hostTimes,
  target,
} from './shapes/host-shapes.ts';
import { counts, job, outcome } from './shapes/job-shapes.ts';
import { bookmark, feature, taxonomy, template, templateInput } from './shapes/named-shapes.ts';
import {
  exitCode,
  failure,
  jobEnd,
  jobError,
  jobReference,
  line,
  summary,
} from './shapes/result-shapes.ts';
import { plannedSchedule, series } from './shapes/series-shapes.ts';

/** The parts of documents and events. `null` = unknown; times are ISO 8601 in UTC. */
export const shapes = {
  schema: v.pipe(v.literal('rexctl/1'), v.description('version of the document')),
  outcome,
  hostStatus,
  exitCode,
  counts,
  target,
  job,
  plannedSchedule,
  series,
  hostRun,
  hostTimes,
  hostState,
  failureReason,
  hostFailure,
  line,
  summary,
  jobEnd,
  jobError,
  jobReference,
  failure,
  template,
  templateInput,
  feature,
  bookmark,
  taxonomy,
};
