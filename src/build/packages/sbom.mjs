/** The SBOM (CycloneDX): the bundled packages, for programs that look for vulnerabilities. */
import {
  Builders,
  Factories,
  Utils,
} from '@cyclonedx/cyclonedx-library/Contrib/FromNodePackageJson';
import { Factories as Licenses } from '@cyclonedx/cyclonedx-library/Contrib/License';
import { ComponentType } from '@cyclonedx/cyclonedx-library/Enums';
import { Bom, Component, ComponentRepository } from '@cyclonedx/cyclonedx-library/Models';
import { JSON as Json, JsonSerializer } from '@cyclonedx/cyclonedx-library/Serialize';
import * as spdx from '@cyclonedx/cyclonedx-library/SPDX';
import { Spec1dot6 } from '@cyclonedx/cyclonedx-library/Spec';

const builder = new Builders.ComponentBuilder(
  new Factories.ExternalReferenceFactory(),
  new Licenses.LicenseFactory(spdx),
);

/**
 * The text of the SBOM; `about` is the `package.json` of rexctl, `packages` the bundled packages.
 * It has no serial number and no time, so that two builds are equal byte for byte.
 */
export function sbom(about, packages) {
  const bom = new Bom();
  const program = componentOf({ about }, ComponentType.Application);
  bom.metadata.component = program;
  for (const component of packages.map((one) => componentOf(one))) {
    bom.components.add(component);
    program.dependencies.add(component.bomRef);
  }
  return text(serialized(bom));
}

/**
 * The SBOM of the single executable: that of rexctl (`list`), Node and the libraries in Node, from
 * its `process.versions`.
 */
export function withNode(list, { about, integrity, versions }) {
  const node = componentOf({ about, integrity }, ComponentType.Platform);
  const { node: _, ...parts } = versions;
  for (const [name, version] of Object.entries(parts))
    node.components.add(
      new Component(ComponentType.Library, name, { version, bomRef: `${node.purl}#${name}` }),
    );
  const bom = new Bom({ components: new ComponentRepository([node]) });
  const { components, dependencies } = serialized(bom);
  const program = JSON.parse(list);
  const ref = program.metadata.component['bom-ref'];
  program.components.push(...components);
  program.dependencies.find((one) => one.ref === ref).dependsOn.push(node.purl);
  program.dependencies.push(...dependencies);
  return text(program);
}

function serialized(bom) {
  const serializer = new JsonSerializer(new Json.Normalize.Factory(Spec1dot6));
  return JSON.parse(serializer.serialize(bom, { sortLists: true }));
}

function text(list) {
  return `${JSON.stringify(list, null, 1)}\n`;
}

function componentOf({ about, integrity }, type = ComponentType.Library) {
  const component = builder.makeComponent(about, type);
  component.properties.clear();
  component.purl = `pkg:npm/${about.name.replace('@', '%40')}@${about.version}`;
  component.bomRef.value = component.purl;
  if (integrity !== undefined) component.hashes.set(...Utils.parsePackageIntegrity(integrity));
  return component;
}
