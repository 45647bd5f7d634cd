package fhir

import (
	"crypto/sha1" //nolint:gosec // what UUIDs of version 5 are made with; it secures nothing
	"encoding/hex"
	"strconv"
)

// UUID is the one of version 5 (RFC 9562) that texts name in a namespace, which
// is the 16 bytes of a UUID. Lengths keep one text from running into the next.
func UUID(namespace string, texts ...string) string {
	named := append(make([]byte, 0, 128), namespace...)
	for _, text := range texts {
		named = append(append(strconv.AppendInt(named, int64(len(text)), 10), ':'), text...)
	}
	id := sha1.Sum(named) //nolint:gosec // see the import
	id[6] = id[6]&0x0f | 0x50
	id[8] = id[8]&0x3f | 0x80
	d := hex.EncodeToString(id[:16])
	return d[:8] + "-" + d[8:12] + "-" + d[12:16] + "-" + d[16:20] + "-" + d[20:]
}
