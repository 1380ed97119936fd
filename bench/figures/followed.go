package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/bench/gauge"
)

// followed waits until search and stories have come to all that is stored, which
// they do beside the storing. It looks once a second: a look costs the wire something.
func (b *bench) followed(ctx context.Context) error {
	for {
		done, err := b.hasFollowed(ctx)
		if done || err != nil {
			return err
		}
		if err := gauge.Wait(ctx, time.Second); err != nil {
			return err
		}
	}
}

// hasFollowed says whether the wire's metrics tell of no lag behind the storing.
func (b *bench) hasFollowed(ctx context.Context) (done bool, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+b.http+"/metrics", nil)
	if err != nil {
		return false, fmt.Errorf("look at the wire's metrics: %w", err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return false, fmt.Errorf("look at the wire's metrics: %w", err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return false, fmt.Errorf("read the wire's metrics: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "wirecopy_storer_lag_articles{") {
			if done = strings.HasSuffix(line, " 0\n"); !done {
				return false, nil
			}
		}
	}
	return done, nil
}
