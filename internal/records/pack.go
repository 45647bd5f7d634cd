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

// unpack returns what was packed. The error holds nothing of it.
func unpack(packed []byte) ([]byte, error) {
	reader := flate.NewReader(bytes.NewReader(packed))
	content, err := io.ReadAll(io.LimitReader(reader, maxContent+1))
	if err != nil {
		return nil, errors.New("it cannot be unpacked")
	}
	if len(content) > maxContent {
		return nil, errors.New("it is longer than a record can be")
	}
	return content, nil
}
