package extract

import (
	"bytes" //nolint:gosec // what UUIDs of version 5 are made with; it secures nothing
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/rlscreen/rlscreen/internal/fhir"
)

// namespace is the UUID in which this package names things (RFC 9562, version
// 5): 17c247e7-b3f1-468d-9c22-e443748f3716. It must never change, or what is
// filed already would be filed again.
const namespace = "\x17\xc2\x47\xe7\xb3\xf1\x46\x8d\x9c\x22\xe4\x43\x74\x8f\x37\x16"

// seed is the digest of what makes one filing the same as another: the response
// as it was sent, to the byte but for white space around it: a retry sends the
// same bytes; whose it is; and the rules. In another language it is the same.
func seed(in Input) string {
	return digest(bytes.TrimSpace(in.Raw), whose(&in.Subject), whose(in.Encounter), []byte(in.RulesetDigest))
}

// whose is a reference without its version and its display, which may be worded
// anew.
func whose(r *fhir.Reference) []byte {
	if r == nil {
		return nil
	}
	bare := *r
	bare.Display = ""
	bare.Reference, _, _ = strings.Cut(bare.Reference, "/_history/")
	text, _ := json.Marshal(bare)
	return text
}

// digest is the SHA-256 of texts, as hexadecimal digits. Lengths keep one text
// from running into the next.
func digest[Text string | []byte](texts ...Text) string {
	h := sha256.New()
	for _, text := range texts {
		h.Write([]byte(strconv.Itoa(len(text)) + ":"))
		h.Write([]byte(text))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// urn is the UUID that texts name, as a URN.
func urn(texts ...string) string { return "urn:uuid:" + fhir.UUID(namespace, texts...) }

// ifNoneExist is the condition that nothing has an identifier yet. Servers take
// the bar between system and value as it is.
func ifNoneExist(id fhir.Identifier) string {
	return "identifier=" + id.System + "|" + id.Value
}
