/**
 * Loads what the end of a job needs. A job runs for hours, and an update of the program removes
 * these files meanwhile.
 */
export async function loadEnds(): Promise<void> {
  await Promise.all([
    import('../ui/answers/failure.ts'),
    import('../ui/answers/json.ts'),
    import('../ui/terminal/io.ts'),
    import('../ui/terminal/width.ts'),
  ]);
}
