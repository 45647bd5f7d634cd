// Package cdshooks is the door for health records at work: CDS Hooks 2.0.1.
// A health record says what a clinician is doing and sends parts of a chart;
// the answer is a few cards, most often none.
//
// It decides nothing itself. A chart is read by internal/fhir/chart into what
// it answers of a request, and internal/app evaluates that: a card words a
// reading of iron, an effect of a medicine or a contributor of the result, and
// names its rule. A chart has no answers to the criteria, so that nothing here
// rests on the outcome of the screen.
//
// Nothing is fetched and nothing is kept. The members fhirServer and
// fhirAuthorization are not even read. What is not in the prefetch is not
// known: 412 for what a service cannot do without, a sentence on the card for
// the rest. Only which rule a card came from is remembered for a while, so that
// feedback can be counted by rule.
//
// Source: https://cds-hooks.hl7.org/2.0/ and, for version, hookVersion and
// OperationOutcome as the body of errors, the ballot of 3.0.
package cdshooks
