package knowledge

// embedded are the versions in this program, oldest first. Each is Go that
// go test -update writes of its files, and nothing but data: reading them took
// most of the time that the program needs to start.
func embedded() []*files { return []*files{&version1x0x0} }

// Load returns the newest embedded version.
func Load() (*Ruleset, error) {
	all := embedded()
	rs, err := all[len(all)-1].ruleset()
	if err != nil {
		return nil, err
	}
	rs.versions = nil
	for _, f := range all {
		rs.versions = append(rs.versions, f.Manifest.Version)
	}
	return rs, nil
}
