/**
 * Loads the code that the end of a job needs. While a job runs for hours, an update of rexctl may
 * delete the files with this code.
 */
export async function loadEnds(): Promise<void> {
  await Promise.all([
    import('../ui/answers/failure.ts'),
    import('../ui/answers/json.ts'),
    import('../ui/terminal/io.ts'),
    import('../ui/terminal/width.ts'),
  ]);
}
