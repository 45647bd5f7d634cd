package records

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
)

// maxContent is the longest content there can be, by far: a request has 256 KiB,
// and an answer is some tens of them.
const maxContent = 16 << 20

// packer makes content a third as long. Answers are mostly sentences, and what is
// not written need not be synced. It is used again, since it is a megabyte.
type packer struct {
	out    bytes.Buffer
	writer *flate.Writer
}

// pack returns content packed, until the next call.
func (p *packer) pack(content []byte) ([]byte, error) {
	p.out.Reset()
	if p.writer == nil {
		writer, err := flate.NewWriter(&p.out, flate.BestSpeed)
		if err != nil {
			return nil, fmt.Errorf("pack: %w", err)
		}
		p.writer = writer
	} else {
		p.writer.Reset(&p.out)
	}
	if _, err := p.writer.Write(content); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	if err := p.writer.Close(); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	return p.out.Bytes(), nil
}

// unpack appends what was packed to dst, and returns it also with an error, which
// holds nothing of it.
func unpack(dst, packed []byte) ([]byte, error) {
	out := bytes.NewBuffer(dst)
	n, err := out.ReadFrom(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxContent+1))
	switch {
	case err != nil:
		return out.Bytes(), errors.New("it cannot be unpacked")
	case n > maxContent:
		return out.Bytes(), errors.New("it is longer than a record can be")
	}
	return out.Bytes(), nil
}
