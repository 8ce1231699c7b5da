"""Writes what is handed out as a CycloneDX list (JSON), checked against its schema.

    python tools/sbom.py dist/sbom.cdx.json

It is of the environment that it is called in, so it is no file of the repository but made anew for whatever is handed
out. Equal environments give equal bytes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

import third_party
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.contrib.this.builders import this_component
from cyclonedx.model import ExternalReference, ExternalReferenceType, Property, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

NAME = "glutmin-viewer"


def listed(packages: Iterable[third_party.Package], version: str, others: Iterable[PackageURL] = ()) -> str:
    """The list of a program with those of these packages that are installed, and the native code in them, as JSON.

    others: what else there is.
    """
    every, licences = [package for package in packages if package.installed], LicenseFactory()
    program = Component(name=NAME, version=version, type=ComponentType.APPLICATION, bom_ref=NAME)
    bom = Bom()
    bom.metadata.component = program
    bom.metadata.tools.components.add(this_component())
    found = {
        package.name: Component(
            name=package.name,
            version=package.installed.version,
            type=ComponentType.LIBRARY,
            bom_ref=package.name,
            purl=PackageURL("pypi", name=package.name, version=package.installed.version),
            licenses=[licences.make_with_expression(package.licence)],
            external_references=[ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(package.home))],
        )
        for package in every
    }
    bom.components.update(found.values())
    for package in every:
        for parent in found.keys() & set(package.needed_by):
            bom.register_dependency(found[parent], [found[package.name]])
    bom.register_dependency(program, [found[name] for name in third_party.direct() if name in found])
    for url in others:
        bom.components.add(
            Component(name=url.name, version=url.version, type=ComponentType.LIBRARY, bom_ref=str(url), purl=url)
        )
    for part in third_party.bundled(every):
        note = [Property(name="glutmin-viewer:note", value=part.note)] if part.note else []
        holders = [Property(name="glutmin-viewer:in-wheel-of", value=holder) for holder in part.packages]
        bom.components.add(
            Component(
                name=part.name,
                type=ComponentType.LIBRARY,
                bom_ref=f"in a wheel: {part.name}",
                licenses=[licences.make_with_expression(part.licence)],
                properties=holders + note,
            )
        )
    document = json.loads(JsonV1Dot6(bom).output_as_string())
    # These would be different each time.
    document.pop("serialNumber", None)
    document["metadata"].pop("timestamp", None)
    return json.dumps(document, indent=1, sort_keys=True) + "\n"


def checked(text: str) -> str:
    """The same list, if it fits the schema; raises ValueError if not."""
    if fault := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise ValueError(f"the list does not fit its schema: {fault}")
    return text


def main(path: Path) -> None:
    """Write the list of everything that the program uses here."""
    path.parent.mkdir(parents=True, exist_ok=True)
    used = [package for package in third_party.packages() if package.runs and package.installed]
    path.write_text(checked(listed(used, third_party.version())), encoding="utf-8")
    print(f"{path} is written: {len(used)} packages.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
