/** A job template. */
export interface JobTemplate {
  readonly id: number;
  readonly name: string;
  readonly job_category: string | null;
  readonly provider_type: string | null;
  readonly snippet: boolean;
  readonly description_format: string | null;
}

export interface JobTemplateDetail extends JobTemplate {
  /** The text, in ERB. */
  readonly template: string | null;
  readonly description: string | null;
  readonly locked: boolean | null;
  readonly effective_user: {
    readonly value: string | null;
    readonly current_user: boolean | null;
    readonly overridable: boolean | null;
  } | null;
}

/** An input of a template. Only those with `input_type: "user"` can be set. */
export interface TemplateInput {
  readonly id: number;
  readonly name: string;
  readonly input_type: string;
  readonly description: string | null;
  readonly required: boolean;
  readonly default: string | null;
  readonly hidden_value: boolean;
  /** Allowed values; `null` = any. */
  readonly options: readonly string[] | null;
}

/** Inputs that a template takes from an included template. */
export interface ForeignInputSet {
  readonly id: number;
  readonly target_template_id: number;
  readonly target_template_name: string | null;
  readonly include_all: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export interface RemoteExecutionFeature {
  readonly id: number;
  readonly label: string;
  readonly name: string;
  readonly description: string | null;
  readonly job_template_id: number | null;
  readonly job_template_name: string | null;
}

export interface Bookmark {
  readonly id: number;
  readonly name: string;
  readonly controller: string;
  readonly query: string;
  readonly public: boolean;
}
