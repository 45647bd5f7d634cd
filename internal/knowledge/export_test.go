package knowledge

import (
	"io/fs"
	"reflect"

	"github.com/go-json-experiment/json"
)

// SurvivesCompiling reports whether the compiled form of a version says all
// that its files say.
func SurvivesCompiling(data fs.FS, version string, compiled []byte) (bool, error) {
	written, err := read(data, version)
	if err != nil {
		return false, err
	}
	var kept files
	err = json.Unmarshal(compiled, &kept)
	return reflect.DeepEqual(written, &kept), err
}
