import type { DemoHost } from '../world/world-records.ts';

/** Fills in the two expressions that the simulated templates use. */
export function renderScript(
  template: string,
  host: DemoHost,
  inputs: Readonly<Record<string, string>>,
): string {
  return template.replaceAll(
    /<%=\s*(?:input\(["']([^"']+)["']\)|(@host\.name))\s*-?%>/g,
    (_, name) => (name === undefined ? host.name : (inputs[name] ?? '')),
  );
}
