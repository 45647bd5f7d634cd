package openapi

import "net/http"

// healthRecords are the examples of FHIR and CDS Hooks.
func healthRecords() []Exchange {
	return append(forms(), cards()...)
}

func forms() []Exchange {
	const base, form = "/fhir/R4", "/fhir/R4/Questionnaire/rls-screening"
	document := func(operation, name, target, summary string) Exchange {
		return shortened(get(operation, name, target, mediaFHIR, summary), 1)
	}
	post := func(operation, name, target string, status int, summary string) Exchange {
		return Exchange{Operation: operation, Name: name, Summary: summary, Method: http.MethodPost, Target: target, Media: mediaFHIR, Accept: mediaFHIR, Status: status}
	}
	search := func(operation, kind string) Exchange {
		e := document(operation, "search", base+"/"+kind+"/_search", "A search whose parameters are in the body")
		e.Method, e.Media = http.MethodPost, mediaForm
		return e
	}
	missing := func(operation, target, summary string) Exchange {
		e := get(operation, "not_found", target, mediaFHIR, summary)
		e.Status = http.StatusNotFound
		return e
	}
	answers := func(name string, status int, summary string) Exchange {
		e := post("fhirFromAnswers", name, base+"/QuestionnaireResponse/$from-answers", status, summary)
		e.Media = mediaJSON
		return e
	}
	exchanges := []Exchange{
		document("fhirMetadata", "metadata", base+"/metadata", "What there is"),
		get("fhirSMARTConfiguration", "token_endpoint", base+"/.well-known/smart-configuration", mediaJSON, "An authorization server is configured"),
		document("fhirSearchQuestionnaires", "search", base+"/Questionnaire?status=active", "The form that is in use"),
		search("fhirPostSearchQuestionnaires", "Questionnaire"),
		document("fhirReadQuestionnaire", "form", form, "The form"),
		missing("fhirReadQuestionnaire", base+"/Questionnaire/other", "No such form"),
		missing("fhirVersionReadQuestionnaire", form+"/_history/0", "No such version of the form"),
		shortened(post("fhirPopulate", "chart", base+"/Questionnaire/$populate", http.StatusOK, "From a diagnosis, a medicine and a result"), 4),
		shortened(post("fhirPopulateInstance", "chart", form+"/$populate", http.StatusOK, "From a diagnosis"), 4),
		shortened(post("fhirExtract", "positive", base+"/QuestionnaireResponse/$extract", http.StatusOK, "A positive screen"), 4),
		post("fhirExtract", "unprocessable", base+"/QuestionnaireResponse/$extract", http.StatusUnprocessableEntity, "Answers that are not of the form"),
		answers("answers", http.StatusOK, "Some answers, a medicine and a result"),
		answers("unprocessable", http.StatusUnprocessableEntity, "Answers that contradict each other"),
	}
	for _, k := range []struct{ kind, example, id, summary string }{
		{"CodeSystem", "answers", "rls-answer", "The answers that no standard has a code for"},
		{"ValueSet", "answers", "rls-answer", "The answers that no standard has a code for"},
		{"OperationDefinition", "from_answers", "QuestionnaireResponse-from-answers", "From answers to a completed form"},
	} {
		path := base + "/" + k.kind
		exchanges = append(exchanges,
			document("fhirSearch"+k.kind+"s", "search", path+"?status=active", "All that there are"),
			search("fhirPostSearch"+k.kind+"s", k.kind),
			document("fhirRead"+k.kind, k.example, path+"/"+k.id, k.summary),
			missing("fhirVersionRead"+k.kind, path+"/"+k.id+"/_history/0", "No such version of it"),
		)
	}
	return exchanges
}

func cards() []Exchange {
	post := func(operation, name, target string, status int, summary string) Exchange {
		return Exchange{Operation: operation, Name: name, Summary: summary, Method: http.MethodPost, Target: target, Media: mediaJSON, Accept: mediaJSON, Status: status}
	}
	feedback := post("giveCDSFeedback", "overridden", "/cds-services/rls-order-sign/feedback", http.StatusOK, "A card that was overridden")
	feedback.Accept = "" // the answer is empty
	return []Exchange{
		shortened(get("listCDSServices", "services", "/cds-services", mediaJSON, "The services"), 2),
		post("callCDSService", "iron_missing", "/cds-services/rls-patient-view", http.StatusOK, "RLS in the chart, without iron studies"),
		post("callCDSService", "nothing_to_say", "/cds-services/rls-patient-view", http.StatusOK, "Nothing to say"),
		post("callCDSService", "prefetch_missing", "/cds-services/rls-patient-view", http.StatusPreconditionFailed, "Without prefetched data"),
		feedback,
	}
}

// shortened shows the first objects of each list only.
func shortened(e Exchange, most int) Exchange {
	e.shorten = func(body []byte) ([]byte, error) { return shortenLists(body, most) }
	e.Summary += ", its lists shortened"
	return e
}
