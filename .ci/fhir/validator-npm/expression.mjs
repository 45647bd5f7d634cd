// expression.mjs QUESTIONNAIRE.json < RESPONSES.ndjson: what the form computes.
//
// Evaluates the calculatedExpression of the item "outcome" with the reference
// implementation of FHIRPath (npm fhirpath, model R4), for each line
// {"id": ..., "response": QuestionnaireResponse}, and answers {"id", "outcome"}
// with the list of results. %resource and %context are the response and
// %questionnaire the form, as SDC has them; extensions "variable" of the form,
// and of the items down to this one, are computed before, in their order.
import fhirpath from "fhirpath";
import r4 from "fhirpath/fhir-context/r4";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

process.on("uncaughtException", (error) => {
  console.error(error.stack.slice(0, 2000));
  process.exit(2);
});

const variableURL = "http://hl7.org/fhir/StructureDefinition/variable";
const calculatedURL = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression";

const questionnaire = JSON.parse(readFileSync(process.argv[2], "utf8"));

// path is the items from the root down to the item with a linkId.
function path(items, linkId) {
  for (const item of items ?? []) {
    if (item.linkId === linkId) return [item];
    const below = path(item.item, linkId);
    if (below) return [item, ...below];
  }
  return undefined;
}

function expressions(element, url) {
  return (element.extension ?? []).filter((e) => e.url === url).map((e) => {
    if (e.valueExpression.language !== "text/fhirpath") throw new Error(`language ${e.valueExpression.language}`);
    return { name: e.valueExpression.name, run: fhirpath.compile(e.valueExpression.expression, r4) };
  });
}

const items = path(questionnaire.item, "outcome");
const variables = [questionnaire, ...items].flatMap((element) => expressions(element, variableURL));
const [outcome] = expressions(items.at(-1), calculatedURL);

for await (const line of createInterface({ input: process.stdin })) {
  const { id, response } = JSON.parse(line);
  const environment = { resource: response, context: response, questionnaire };
  for (const { name, run } of variables) environment[name] = run(response, { ...environment });
  console.log(JSON.stringify({ id, outcome: outcome.run(response, environment) }));
}
