package server

import "github.com/rlscreen/rlscreen/internal/httpapi"

// Report returns what turns the error of a line of a batch into the form that
// answers over HTTP have, where there is no service and no request.
func Report() httpapi.Reporter { return httpapi.Report("", "") }
