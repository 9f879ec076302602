/** The list of what is packed in, for programs that look for known vulnerabilities: CycloneDX. */
import {
  Builders,
  Factories,
  Utils,
} from '@cyclonedx/cyclonedx-library/Contrib/FromNodePackageJson';
import { Factories as Licenses } from '@cyclonedx/cyclonedx-library/Contrib/License';
import { ComponentType } from '@cyclonedx/cyclonedx-library/Enums';
import { Bom, Component } from '@cyclonedx/cyclonedx-library/Models';
import { JSON as Json, JsonSerializer } from '@cyclonedx/cyclonedx-library/Serialize';
import * as spdx from '@cyclonedx/cyclonedx-library/SPDX';
import { Spec1dot6 } from '@cyclonedx/cyclonedx-library/Spec';

const builder = new Builders.ComponentBuilder(
  new Factories.ExternalReferenceFactory(),
  new Licenses.LicenseFactory(spdx),
);

/**
 * The text of the list: `about` is the `package.json` of rexctl, `packages` is what it contains.
 * Two builds make the same bytes, so there is neither a serial number nor a time in it.
 */
export function sbom(about, packages, more = []) {
  const bom = new Bom();
  const program = componentOf({ about }, ComponentType.Application);
  bom.metadata.component = program;
  for (const component of [...packages.map((one) => componentOf(one)), ...more]) {
    bom.components.add(component);
    program.dependencies.add(component.bomRef);
  }
  const serializer = new JsonSerializer(new Json.Normalize.Factory(Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 1 })}\n`;
}

function componentOf({ about, integrity }, type = ComponentType.Library) {
  const component = builder.makeComponent(about, type);
  component.properties.clear();
  component.purl = `pkg:npm/${about.name.replace('@', '%40')}@${about.version}`;
  component.bomRef.value = component.purl;
  if (integrity !== undefined) component.hashes.set(...Utils.parsePackageIntegrity(integrity));
  return component;
}

/**
 * Node itself, as it is in the single executable, with the libraries that it reports to contain:
 * `versions` is its `process.versions`.
 */
export function nodeComponent({ about, integrity, versions }) {
  const node = componentOf({ about, integrity }, ComponentType.Platform);
  const { node: _, ...parts } = versions;
  for (const [name, version] of Object.entries(parts))
    node.components.add(
      new Component(ComponentType.Library, name, { version, bomRef: `${node.purl}#${name}` }),
    );
  return node;
}
