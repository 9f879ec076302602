export const reportFormats = ['html', 'junit', 'markdown', 'json', 'yaml'] as const;

export type ReportFormat = (typeof reportFormats)[number];
