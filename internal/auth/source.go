package auth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// Bounds of reading a JWKS.
const (
	maxJWKS      = 256 << 10
	fetchTimeout = 5 * time.Second
)

// source reads a JWKS from the place that is configured for it.
type source func(ctx context.Context) ([]byte, error)

// fromURL asks the server of an issuer. Redirects are not followed: they would
// lead to a place that nobody has configured.
func fromURL(client http.Client, url string) source {
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return func(ctx context.Context) ([]byte, error) {
		ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
		defer cancel()
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
		if err != nil {
			return nil, err
		}
		request.Header.Set("Accept", "application/jwk-set+json, application/json")
		response, err := client.Do(request)
		if err != nil {
			return nil, err
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("get %s: status %d", url, response.StatusCode)
		}
		content, err := readAll(response.Body)
		if err != nil {
			return nil, fmt.Errorf("get %s: %w", url, err)
		}
		return content, nil
	}
}

// fromFile reads a file, which whoever rotates the keys replaces.
func fromFile(path string) source {
	return func(context.Context) ([]byte, error) {
		if about, err := os.Stat(path); err != nil {
			return nil, err
		} else if !about.Mode().IsRegular() { // to open a pipe would wait for a writer
			return nil, fmt.Errorf("read %s: not a regular file", path)
		}
		file, err := os.Open(path) //nolint:gosec // the operator names it
		if err != nil {
			return nil, err
		}
		defer func() { _ = file.Close() }() // of what was only read
		content, err := readAll(file)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
		return content, nil
	}
}

func readAll(r io.Reader) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(r, maxJWKS+1))
	if err != nil {
		return nil, err
	}
	if len(content) > maxJWKS {
		return nil, errors.New("longer than 256 KiB")
	}
	return content, nil
}
