// The shapes of the service's API, by their short names. rlscreen/openapi is
// generated from api/openapi.json when the types are checked, so that the form
// cannot drift from the contract.

import type { components } from "rlscreen/openapi";

type Schemas = components["schemas"];

export type Questionnaire = Schemas["Questionnaire"];
export type Section = Schemas["Section"];
export type Question = Schemas["Question"];
export type Option = Schemas["Option"];
export type LabTest = Schemas["LabTest"];
export type EnableWhen = Schemas["EnableWhen"];
export type Request = Schemas["ScreeningRequest"];
export type Medication = Schemas["Medication"];
export type Lab = Schemas["Lab"];
export type Result = Schemas["Screening"];
export type Alert = Schemas["Alert"];
export type Decision = Schemas["Decision"];
export type IronStatus = Schemas["IronStatus"];
export type Problem = Schemas["Problem"];
