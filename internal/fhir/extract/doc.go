// Package extract turns a screening of a completed form into what an EHR files:
// one transaction Bundle, which rlscreen makes and never executes.
//
// # What is in it, in this order
//
//   - the QuestionnaireResponse, only when it came without an id: the caller
//     has no stored one that results could point to. It is filed as it was sent,
//     but for three things: where it names no subject (LHC-Forms leaves it out)
//     the subject given as a parameter is added; where it has no identifier it
//     gets ours; and empty members (null, "", [], {}) are left out at every
//     depth, since FHIR does not allow them and a server would refuse the whole
//     transaction. With an id it is referred to as QuestionnaireResponse/<id>,
//     and an id is never filed;
//   - Device: the rules in their version, which R4 lets an Observation name as
//     device and not as performer;
//   - Task: one for each alert, emergencies first, so that whoever reads from
//     the top meets them first;
//   - Observation: the result, then each criterion, then each contributor;
//   - ServiceRequest: a proposal for each test that is suggested and not
//     already available. Serum iron, TIBC and transferrin saturation are one
//     panel, as laboratories offer them;
//   - DetectedIssue: the medicines, only when asked for, since many EHRs cannot
//     file it, and only if the outcome is positive, positive_provisional,
//     positive_review or indeterminate. Otherwise they are in a note of the
//     result;
//   - Provenance: what made all of this, out of what, by which rules.
//
// There is never a Condition, and no code of a disorder stands as a value: a
// screen is no diagnosis. A suggestion of a test is a proposal in status draft:
// nothing is ordered before somebody approves it. A Task is in status
// requested: a draft would stay out of work lists, and an alert must not.
//
// # Filing the same form twice
//
// Every UUID is a digest of the bytes of the response, the subject, the
// encounter, the rules and the language, so the same form, sent again as it was,
// gives the same bundle. Each resource has an identifier and is created only if
// none with that identifier exists (ifNoneExist): a retry after a lost answer
// adds nothing. The response is found by the identifier that it came with, or by
// ours; one that came with an identifier of which no condition can be made
// (without a system, or with signs that a search gives a meaning) is filed
// without a condition. Provenance has no identifier in R4, so a retry leaves a
// second one, which says the same. The
// identifier is another UUID than the fullUrl, because servers replace every
// mention of a fullUrl by the id they assign, in conditions too.
//
// # What is not claimed
//
// No profile is claimed. The observations have the shape of the US Core
// screening assessment (category survey, subject, value or members,
// derivedFrom), but whether they conform also depends on the patient and the
// response that they refer to, which are not seen here.
//
// A member that is not known is left out: without a date in the response there
// is no effective time and no date of authoring. Only Provenance.recorded must
// be there; unless the response has a full instant, it says that it is unknown.
//
// Codes are of our own code systems rls-result and rls-question, and carry no
// display: the text beside them has the words, in the language of the request.
// No words are made here: they come with the screening or from the ruleset.
//
// # Notes
//
// A note says what a conclusion rests on in words of the language: the question
// with its answer and, in brackets, its linkId; a laboratory result with its
// test and the date of its sample; a medicine by name.
package extract
